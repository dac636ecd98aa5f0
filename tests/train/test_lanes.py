"""Steps with the trials along the vector lanes are the steps of the general form, and trials do not mix."""

from __future__ import annotations

from functools import partial
from itertools import cycle
from types import SimpleNamespace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.activations import ACTIVATIONS
from trainlab.record import Trial
from trainlab.settings import OPTIMIZERS, SCHEDULES, resolve
from trainlab.train import evaluate, lanes, programs
from trainlab.train.evaluate import Evaluated, Measuring
from trainlab.train.hyper import hyper_value, program_settings
from trainlab.train.inputs import Batches, RunInputs, TrialInputs
from trainlab.train.recipe import TRAIN_LOSS, Recipe

TRIALS, STEPS, CAPACITY, EXAMPLES = 8, 10, 16, 30


def differ(*values):
    """A setting that differs between trials."""
    return lambda trial: values[trial % len(values)]


MECHANISMS = [
    {"l2": differ(0.1, 0.01)},
    {"l1": differ(0.02, 0.001)},
    {"dropout": differ(0.3, 0.5)},
    {"input_dropout": differ(0.2, 0.4)},
    {"clip_norm": differ(0.1, 1.0)},
    {"clip_value": differ(0.01, 0.1)},
    {"max_norm": differ(0.5, 1.0)},
    {"label_smoothing": differ(0.1, 0.2)},
    {"class_weights": "balanced"},
    {"early_stopping": TRAIN_LOSS, "patience": differ(1, 2), "check_every": 3},
    {"until": "train_loss < 0.5"},
    {"momentum": differ(0.5, 0.9), "optimizer": "sgd", "nesterov": True},
    {"weight_decay": 0.1, "clip_norm": 0.2, "max_norm": 0.7, "l1": 0.01, "l2": 0.01, "dropout": 0.2},
]
NETS = [("3-4-1", 7), ("3-2", 1), ("3-5-4-3", 20), ("3-6-1", 30)]
LENGTH = max(len(OPTIMIZERS), len(SCHEDULES), len(ACTIVATIONS), len(MECHANISMS))
CASES = [
    {"net": net, "batch_size": batch, "optimizer": optimizer, "schedule": schedule, "activation": activation,
     "loss": loss, **mechanism}
    for _, (net, batch), optimizer, schedule, activation, loss, mechanism in zip(
        range(LENGTH), cycle(NETS), cycle(OPTIMIZERS), cycle(SCHEDULES), cycle(ACTIVATIONS),
        cycle(["cross_entropy", "mse", "cross_entropy"]), cycle(MECHANISMS), strict=False,
    )
]  # fmt: skip
"""Each optimizer, schedule, activation, loss and mechanism at least once."""


def population(net, batch_size, ragged=True, **settings):
    """A recipe, the state and the inputs of its programs, made of random numbers."""
    random = np.random.default_rng(0)
    inputs, *_, outputs = map(int, net.split("-"))
    classes = max(2, outputs)
    given = [
        {name: value(trial) if callable(value) else value for name, value in settings.items()}
        for trial in range(TRIALS)
    ]
    base = {"net": net, "batch_size": batch_size, "steps": STEPS, "learning_rate": 0.05}
    resolved = [resolve({**base, "seed": trial, **of}, data="arrays") for trial, of in enumerate(given)]
    recipe = Recipe.of(resolved[0], (inputs,))
    trials = [Trial(trial, of, 0, STEPS, 4, recipe.net.parameters) for trial, of in enumerate(resolved)]
    y = random.integers(0, classes, EXAMPLES).astype(np.int32)
    counts = np.bincount(y, minlength=classes)
    hyper = {
        name: jnp.asarray(np.stack([hyper_value(name, trial, counts) for trial in trials]))
        for name in program_settings(resolved[0], recipe)
    }
    weights = random.normal(0, 0.7, (TRIALS, recipe.net.parameters)).astype(np.float32)
    batches = None
    if batch_size != EXAMPLES:
        rows = random.integers(0, EXAMPLES, (CAPACITY, batch_size)).astype(np.int32)
        real = np.where(np.arange(CAPACITY) % 3 == 2, (batch_size + 1) // 2, batch_size).astype(np.int32)
        batches = Batches(jnp.asarray(rows), jnp.asarray(real) if ragged else None)
    state, best = programs.start(recipe, jnp.asarray(weights), {}, hyper)
    x = random.normal(0, 1, (EXAMPLES, inputs)).astype(np.float32)
    return SimpleNamespace(
        recipe=recipe, state=state, best=best, of_trials=TrialInputs({}, hyper, jnp.full(TRIALS, STEPS)),
        run=RunInputs(jnp.asarray(x), jnp.asarray(y), batches, jnp.int32(0), jnp.int32(STEPS)),
    )  # fmt: skip


def stepped(of, monkeypatch=None):
    """What ``advance`` gives; with a monkeypatch that of the general form."""
    if monkeypatch is not None:
        monkeypatch.setattr(lanes, "fits_recipe", lambda recipe, trials: False)
    best = of.best if of.recipe.watching.stopping == TRAIN_LOSS else None
    program = jax.jit(partial(programs.advance, of.recipe, CAPACITY))
    return program(of.state, best, of.of_trials, of.run)


def agree(one, other, rtol):
    assert jax.tree.structure(one) == jax.tree.structure(other)
    for left, right in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True):
        assert (left.shape, left.dtype) == (right.shape, right.dtype)
        np.testing.assert_allclose(left, right, rtol=rtol, atol=1e-4)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['optimizer']}-{case['schedule']}")
def test_steps_are_those_of_the_general_form(case, monkeypatch):
    of = population(**case)
    assert lanes.fits_recipe(of.recipe, TRIALS)
    own = stepped(of)
    assert np.ptp(own[2].loss[: STEPS // 2]) > 0
    agree(own, stepped(of, monkeypatch), 2e-3)


@pytest.mark.parametrize("net", ["3-4-1", "3-4-3"])
def test_slots_and_neighbours_change_no_bit(net):
    of = population(net, 7, optimizer="adam", dropout=0.2, learning_rate=differ(0.01, 0.1, 1.0))
    order = np.random.default_rng(1).permutation(TRIALS)
    moved = population(net, 7, optimizer="adam", dropout=0.2, learning_rate=differ(0.01, 0.1, 1.0))
    moved.state, moved.of_trials = jax.tree.map(lambda leaf: leaf[order], (of.state, of.of_trials))
    first, second = stepped(of)[2].loss, stepped(moved)[2].loss
    assert np.asarray(first)[:, order].tobytes() == np.asarray(second).tobytes()
    moved.state = of.state._replace(parameters=of.state.parameters.at[1:].multiply(1e30))
    moved.of_trials = of.of_trials
    beside_broken = stepped(moved)[2].loss
    assert not np.isfinite(beside_broken[:STEPS, 1:]).all()
    assert np.asarray(beside_broken)[:, 0].tobytes() == np.asarray(first)[:, 0].tobytes()


def test_runs_of_any_length_are_one_program_and_change_no_bit():
    of = population("3-4-1", 7, optimizer="adam", learning_rate=differ(0.01, 0.1))
    program: Any = jax.jit(partial(programs.advance, of.recipe, CAPACITY))
    whole = program(of.state, None, of.of_trials, of.run)
    batches = of.run.batches
    rolled = Batches(*(jnp.roll(array, -4, axis=0) for array in batches))
    state, _, first = program(of.state, None, of.of_trials, of.run._replace(steps=jnp.int32(4)))
    rest = of.run._replace(batches=rolled, first_step=jnp.int32(4), steps=jnp.int32(STEPS - 4))
    state, _, second = program(state, None, of.of_trials, rest)
    losses = np.concatenate([first.loss[:4], second.loss[: STEPS - 4]])
    assert losses.tobytes() == np.asarray(whole[2].loss[:STEPS]).tobytes()
    assert np.asarray(state.parameters).tobytes() == np.asarray(whole[0].parameters).tobytes()
    assert program._cache_size() == 1


def test_a_trial_that_breaks_is_frozen_as_in_the_general_form(monkeypatch):
    of = population("3-4-1", 7, learning_rate=differ(0.1, 1e20))
    own, other = stepped(of), stepped(of, monkeypatch)
    assert own[0].diverged_at.tolist() == other[0].diverged_at.tolist()
    assert (np.asarray(own[0].diverged_at)[1::2] >= 0).all()
    agree(own[0].parameters[::2], other[0].parameters[::2], 1e-3)


@pytest.mark.parametrize(
    ("net", "loss"), [("3-4-1", "cross_entropy"), ("3-5-3", "mse"), ("3-4-3", "cross_entropy")]
)
def test_evaluations_are_those_of_the_general_form(net, loss, monkeypatch):
    of = population(net, 7, loss=loss, activation="elu")
    rest = jnp.ones(TRIALS, bool), jnp.zeros(TRIALS, bool), jnp.full(TRIALS, 3)
    x, y = jnp.tile(of.run.inputs, (5, 1)) * jnp.linspace(0.5, 1.5, 150)[:, None], jnp.tile(of.run.targets, 5)

    def measured():
        program = partial(evaluate.evaluate, Measuring.of(of.recipe), 90)
        state = Evaluated.of(of.recipe, of.state)
        return jax.jit(program)(state, of.best, {}, of.of_trials.hyper, *rest, x, y)

    own = measured()
    monkeypatch.setattr(evaluate, "fits", lambda net, trials: False)
    agree(own, measured(), 1e-5)
    assert 0.1 < float(own[2].values[:, 3].mean()) < 0.9


def test_large_nets_few_trials_and_augmented_ones_take_the_general_form():
    assert lanes.fits_recipe(population("3-4-1", 7).recipe, 8)
    for trials in (1, 4, 7, 12):
        assert not lanes.fits_recipe(population("3-4-1", 7).recipe, trials)
    assert not lanes.fits_recipe(population("3-200-1", 7).recipe, 8)
