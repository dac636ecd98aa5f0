"""From the settings of a recipe to the learning rate of a step."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from jaxtyping import Array, Float, Int

from trainlab.settings import Value
from trainlab.train.schedules.cosine import cosine
from trainlab.train.schedules.cosine_restarts import cosine_restarts
from trainlab.train.schedules.cyclical import cyclical
from trainlab.train.schedules.exponential import exponential
from trainlab.train.schedules.one_cycle import one_cycle
from trainlab.train.schedules.piecewise import piecewise
from trainlab.train.schedules.power import power
from trainlab.train.schedules.range_test import range_test
from trainlab.train.schedules.warmup import warm_up

_SCHEDULES: dict[str, tuple[Callable[..., Array], tuple[str, ...]]] = {
    "piecewise": (piecewise, ("pieces",)),
    "exponential": (exponential, ("decay_steps", "staircase")),
    "power": (power, ("decay_steps", "decay_power")),
    "cosine": (cosine, ("decay_steps", "final_rate")),
    "cosine_restarts": (cosine_restarts, ("decay_steps", "final_rate", "restart_growth", "restart_decay")),
    "cyclical": (cyclical, ("decay_steps", "peak_factor", "cycle_shape")),
    "one_cycle": (one_cycle, ("decay_steps", "start_factor", "end_factor", "rise")),
    "range_test": (range_test, ("decay_steps", "peak_factor")),
}

_WITHOUT_A_CLOCK = ("constant", "performance")


def learning_rate(
    static: Mapping[str, Value], hyper: Mapping[str, Array], active: frozenset[str], step: Int[Array, ""]
) -> Float[Array, ""]:
    """The learning rate of one update of one trial.

    A schedule starts to count when the warmup is over. It moves the learning rate only: momentum stays as it
    is, also under ``cyclical`` and ``one_cycle``. ``performance`` is constant here: what it does depends on a
    curve, not on the step (see :mod:`trainlab.train.stopping.plateau`).

    Args:
        static: the static settings: ``schedule``, and ``staircase`` or ``cycle_shape`` where it has them.
        hyper: the trial's traced settings, scalars by name; ``pieces`` as :func:`read_pieces` returns it.
        active: settings that are away from their neutral value. Without ``warmup`` in it there is none.
        step: number of the update, from 0.

    Returns:
        The rate; ``hyper["learning_rate"]`` itself where nothing changes it.

    Example:
        >>> import jax.numpy as jnp
        >>> static = {"schedule": "exponential", "staircase": True}
        >>> hyper = {"learning_rate": jnp.float32(0.5), "decay_steps": jnp.int32(100)}
        >>> [f"{learning_rate(static, hyper, frozenset(), jnp.int32(t)):.3f}" for t in (0, 99, 100)]
        ['0.500', '0.500', '0.050']
    """
    if "warmup" not in active:
        return _scheduled(static, hyper, step)
    t, share = warm_up(step, hyper["warmup"])
    return share * _scheduled(static, hyper, t)


def _scheduled(
    static: Mapping[str, Value], hyper: Mapping[str, Array], t: Int[Array, ""]
) -> Float[Array, ""]:
    schedule = str(static["schedule"])
    if schedule in _WITHOUT_A_CLOCK:
        return hyper["learning_rate"]
    rate_at, names = _SCHEDULES[schedule]
    given = {**hyper, **static}
    return rate_at(t, hyper["learning_rate"], *(given[name] for name in names))
