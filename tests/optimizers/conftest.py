from __future__ import annotations

import os

os.environ["KERAS_BACKEND"] = "jax"  # before any test module here imports keras

from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from trainlab.optimizers import OPTIMIZERS
from trainlab.settings import SETTINGS, Settings, Value, resolve
from trainlab.train.optimizer import arguments, make_optimizer, own_state

STEPS = 100

Leaves = dict[str, np.ndarray]


@partial(jax.jit, static_argnames=("static", "active"))
def _train(static, active, hyper, learning_rates, params, gradients):
    """Every step's parameters; the optimizer is built inside the step, from traced numbers.

    Where an optimizer takes the gradient elsewhere, these points are returned, which other libraries carry.
    """
    optimizer = OPTIMIZERS[dict(static)["optimizer"]]

    def step(carry, given):
        params, state = carry
        learning_rate, gradients = given
        numbers = {**hyper, "learning_rate": learning_rate}
        updates, state = make_optimizer(dict(static), numbers, active).update(gradients, state, params)
        params = optax.apply_updates(params, updates)
        if optimizer.gradient_at is None:
            return (params, state), params
        taken = arguments(optimizer, dict(static), numbers, active)
        return (params, state), optimizer.gradient_at(params, own_state(optimizer, state, active), **taken)

    numbers = {**hyper, "learning_rate": learning_rates[0]}
    state = make_optimizer(dict(static), numbers, active).init(params)
    return jax.lax.scan(step, (params, state), (learning_rates, gradients))[1]


def read(settings: Settings) -> tuple[tuple[tuple[str, Value], ...], dict[str, jax.Array], frozenset[str]]:
    """The static settings, the traced numbers, and which mechanisms are active."""
    names = [setting.name for setting in OPTIMIZERS[settings["optimizer"]].settings]
    static = [name for name in ("optimizer", *names) if SETTINGS[name].kind == "static"]
    traced = [name for name in (*names, "weight_decay") if SETTINGS[name].kind == "traced"]
    active = frozenset(
        name for name in traced if SETTINGS[name].neutral is not None
        and settings[name] != SETTINGS[name].neutral
    )  # fmt: skip
    hyper = {name: jnp.float32(settings[name]) for name in traced}
    return tuple((name, settings[name]) for name in static), hyper, active


@pytest.fixture(scope="session")
def recipe() -> Callable[..., Settings]:
    """Complete settings from an optimizer's name and what differs from the defaults."""

    def complete(optimizer: str, **given: Value) -> Settings:
        return resolve({"net": "4-1", "optimizer": optimizer, **given}, data="moons")

    return complete


@pytest.fixture(scope="session")
def train() -> Callable[..., Leaves]:
    """Train with trainlab: settings, params, gradients (steps first) -> params after every step.

    ``also`` names mechanisms that other trials of the population would have switched on.
    """

    def run(settings: Settings, params: Leaves, gradients: Leaves, learning_rates=None, also=()) -> Leaves:
        static, hyper, active = read(settings)
        steps = len(next(iter(gradients.values())))
        if learning_rates is None:
            learning_rates = np.full(steps, settings["learning_rate"], np.float32)
        path = _train(static, active.union(also), hyper, learning_rates, params, gradients)
        return {name: np.asarray(leaf) for name, leaf in path.items()}

    return run


@pytest.fixture(scope="session")
def train_together() -> Callable[..., Leaves]:
    """The same for one trial per learning rate, vmapped; the paths have trials first."""

    def run(settings: Settings, params: Leaves, gradients: Leaves, learning_rates: np.ndarray) -> Leaves:
        static, hyper, active = read(settings)
        trials = len(learning_rates)
        hyper = {name: jnp.full(trials, value) for name, value in hyper.items()}
        alone = partial(_train, static, active)
        together = jax.vmap(alone, in_axes=(0, 0, None, None))
        steps = len(next(iter(gradients.values())))
        rates = np.repeat(learning_rates[:, None], steps, axis=1)
        return {name: np.asarray(leaf) for name, leaf in together(hyper, rates, params, gradients).items()}

    return run


@pytest.fixture(scope="session")
def params() -> Leaves:
    """Leaves of several shapes; the one that starts at zero shows the updates undiluted."""
    draw = np.random.default_rng(1)
    return {
        "bias": np.zeros(10, np.float32),
        "kernel": draw.normal(size=(4, 3)).astype(np.float32),
        "scalar": np.asarray(0.5, np.float32),
    }


@pytest.fixture(scope="session")
def gradients(params: Leaves) -> Leaves:
    """Random gradients from 1e-6 to 1e3, some always zero, some nearly always (steps first)."""
    draw = np.random.default_rng(2)
    noise = {name: 0.5 + draw.normal(size=(STEPS, *leaf.shape)) for name, leaf in params.items()}
    noise["bias"] *= np.logspace(-6, 3, 10)
    noise["kernel"][:, 0] = 0
    noise["kernel"][:, 1] *= draw.random((STEPS, 3)) < 0.1
    return {name: leaf.astype(np.float32) for name, leaf in noise.items()}


@pytest.fixture(scope="session")
def deviation() -> Callable[[Leaves, Leaves], float]:
    """The largest difference of two paths (steps first), each number relative to its own largest value."""

    def measure(path: Leaves, expected: Leaves) -> float:
        worst = 0.0
        for name, right in expected.items():
            scale = np.abs(right).max(axis=0)
            assert np.isfinite(path[name]).all()
            worst = max(worst, float((np.abs(path[name] - right) / np.where(scale == 0, 1, scale)).max()))
        return worst

    return measure
