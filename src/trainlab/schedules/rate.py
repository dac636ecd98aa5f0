"""From the settings of a recipe to the learning rate of a step."""

from __future__ import annotations

from collections.abc import Mapping

from jaxtyping import Array, Float, Int

from trainlab.schedules import SCHEDULES
from trainlab.schedules.warmup import warm_up
from trainlab.specs.setting import Value


def learning_rate(
    static: Mapping[str, Value], hyper: Mapping[str, Array], active: frozenset[str], step: Int[Array, ""]
) -> Float[Array, ""]:
    """The learning rate of one update of one trial.

    A schedule starts to count when the warmup is over. It moves the learning rate only: momentum stays as it
    is, also under ``cyclical`` and ``one_cycle``. ``performance`` is constant here: what it does depends on a
    curve, not on the step (see :mod:`trainlab.train.stopping.plateau`).

    Args:
        static: the static settings: ``schedule``, and those that belong to it.
        hyper: the trial's traced settings, scalars by name; ``pieces`` as
            :func:`~trainlab.schedules.pieces.read_pieces` returns it.
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
    schedule = SCHEDULES[str(static["schedule"])]
    if schedule.rate_at is None:
        return hyper["learning_rate"]
    given = {**hyper, **static}
    return schedule.rate_at(
        t, hyper["learning_rate"], **{setting.name: given[setting.name] for setting in schedule.settings}
    )
