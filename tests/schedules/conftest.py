from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.schedules.clock import clock_steps
from trainlab.schedules.pieces import read_pieces
from trainlab.schedules.rate import learning_rate
from trainlab.settings import Value, resolve

STATIC = ("schedule", "staircase", "cycle_shape")
TRACED = (
    "learning_rate", "warmup", "decay_steps", "pieces", "decay_power", "final_rate", "restart_growth",
    "restart_decay", "peak_factor", "start_factor", "end_factor", "rise",
)  # fmt: skip

Program = tuple[tuple[tuple[str, Value], ...], dict[str, jax.Array], frozenset[str]]


def _read(length: int, given: Mapping[str, Value]) -> Program:
    settings = resolve({"net": "4-1", **given}, data="moons")
    warmup = settings["warmup"]
    if "decay_steps" in settings:
        settings["decay_steps"] = clock_steps(
            settings["schedule"], settings["decay_steps"], length, settings["warmup"]
        )
    if "pieces" in settings:
        settings["pieces"] = read_pieces(settings["pieces"], length - warmup)
    static = tuple((name, settings[name]) for name in STATIC if name in settings)
    hyper = {
        name: jnp.asarray(settings[name], jnp.int32 if isinstance(settings[name], int) else jnp.float32)
        for name in TRACED
        if name in settings and (name != "warmup" or warmup)
    }
    return static, hyper, frozenset({"warmup"} if warmup else ())


@partial(jax.jit, static_argnums=(0, 2))
def _rates(static, hyper, active, steps):
    return jax.vmap(lambda step: learning_rate(dict(static), hyper, active, step))(steps)


@pytest.fixture(scope="session")
def read() -> Callable[..., Program]:
    """Static settings (as pairs), traced numbers and active mechanisms: length, then what is given."""
    return lambda length, **given: _read(length, given)


@pytest.fixture(scope="session")
def rates() -> Callable[..., np.ndarray]:
    """The rate at every step of a trial (or at those of ``at``): length, then settings by name."""

    def run(length: int, at=None, **given: Value) -> np.ndarray:
        static, hyper, active = _read(length, given)
        steps = np.arange(length, dtype=np.int32) if at is None else np.asarray(at, np.int32)
        return np.asarray(_rates(static, hyper, active, steps))

    return run
