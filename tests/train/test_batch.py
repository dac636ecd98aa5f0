"""A batch that goes through a net in parts gives what the whole gives, and trials do not mix."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests.train.made_population import CAPACITY, STEPS, TRIALS, agree, differ, population

from trainlab.nets.layers import LAYERS
from trainlab.regularisers import REGULARISERS
from trainlab.train import batch, programs
from trainlab.train.batch import kernels_stay_whole, part_size
from trainlab.train.inputs import Batches

NET = "conv3x3x2:tanh maxpool2 flatten dense3"
SHAPE = (6, 6, 1)
SMALL = {"FEWEST": 8, "PART_NUMBERS": 1, "WHOLE_NUMBERS": 0}
"""Limits that make parts of the batches of tests."""

CASES = [
    {"net": NET, "batch_size": 16, "optimizer": "nadam", "ragged": False},
    {"net": NET, "batch_size": 20, "optimizer": "adam", "l2": differ(0.1, 0.01)},
    {"net": NET, "batch_size": 20, "optimizer": "sgd", "momentum": 0.9, "nesterov": True, "ragged": False},
    {"net": NET, "batch_size": 30, "loss": "mse", "class_weights": "balanced", "label_smoothing": 0.1},
    {"net": "conv2x2x3/2:sigmoid conv3x3x2 flatten dense1", "batch_size": 9, "clip_norm": differ(0.1, 1)},
    {"net": "depthwise3x3x2 avgpool2 separable2x2x3 flatten dense3", "batch_size": 17, "max_norm": 1},
    {"net": "conv3x3x2:same layernorm branch conv3x3x2:same:elu add globalavgpool dense3", "batch_size": 25},
]


@pytest.fixture
def small(monkeypatch):
    for name, value in SMALL.items():
        monkeypatch.setattr(batch, name, value)


def made(net=NET, batch_size=20, **settings):
    return population(net, batch_size, shape=SHAPE, **{"optimizer": "adam", **settings})


def stepped(of):
    return jax.jit(partial(programs.advance, of.recipe, CAPACITY))(of.state, None, of.of_trials, of.run)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['net']}, batch {case['batch_size']}")
def test_parts_give_what_the_whole_gives(case, small, monkeypatch):
    of = made(**case)
    assert part_size(of.recipe, case["batch_size"]) == 8
    own = stepped(of)
    assert np.ptp(own[2].loss[: STEPS // 2]) > 0
    monkeypatch.setattr(batch, "part_size", lambda recipe, examples: examples)
    agree(own, stepped(of), 2e-3)


@pytest.mark.parametrize("whole", [False, True], ids=["parts", "whole"])
def test_slots_and_neighbours_change_no_bit(whole, small, monkeypatch):
    if whole:
        monkeypatch.setattr(batch, "part_size", lambda recipe, examples: examples)
    of = made(learning_rate=differ(0.01, 0.1, 1.0))
    first = np.asarray(stepped(of)[2].loss)
    order = np.random.default_rng(1).permutation(TRIALS)
    moved = made(learning_rate=differ(0.01, 0.1, 1.0))
    moved.state, moved.of_trials = jax.tree.map(lambda leaf: leaf[order], (of.state, of.of_trials))
    assert first[:, order].tobytes() == np.asarray(stepped(moved)[2].loss).tobytes()
    moved.state = of.state._replace(parameters=of.state.parameters.at[1:].multiply(jnp.inf))
    moved.of_trials = of.of_trials
    beside_broken = np.asarray(stepped(moved)[2].loss)
    assert not np.isfinite(beside_broken[:STEPS, 1:]).all()
    assert beside_broken[:, 0].tobytes() == first[:, 0].tobytes()


def test_runs_of_any_length_change_no_bit(small):
    of = made()
    program: Any = jax.jit(partial(programs.advance, of.recipe, CAPACITY))
    whole = program(of.state, None, of.of_trials, of.run)
    rolled = Batches(*(jnp.roll(array, -4, axis=0) for array in of.run.batches))
    state, _, first = program(of.state, None, of.of_trials, of.run._replace(steps=jnp.int32(4)))
    rest = of.run._replace(batches=rolled, first_step=jnp.int32(4), steps=jnp.int32(STEPS - 4))
    state, _, second = program(state, None, of.of_trials, rest)
    losses = np.concatenate([first.loss[:4], second.loss[: STEPS - 4]])
    assert losses.tobytes() == np.asarray(whole[2].loss[:STEPS]).tobytes()
    assert np.asarray(state.parameters).tobytes() == np.asarray(whole[0].parameters).tobytes()


def test_what_looks_at_several_examples_sees_the_whole_batch(small):
    assert part_size(made().recipe, 20) == 8
    assert part_size(made().recipe, 8) == 8
    assert part_size(made(dropout=0.5, net="conv3x3x2 flatten dropout dense3").recipe, 20) == 20
    assert part_size(made(net="conv3x3x2 batchnorm flatten dense3").recipe, 20) == 20
    assert part_size(made(net="conv3x3x6 flatten dense3").recipe, 20) == 20
    assert part_size(population("3-4-3", 20).recipe, 20) == 20


def test_what_users_add_sees_the_whole_batch(small, monkeypatch):
    recipe = made(class_weights="balanced").recipe
    assert part_size(recipe, 20) == 8
    monkeypatch.setattr(REGULARISERS, "is_own", lambda name: False)
    assert part_size(recipe, 20) == 20
    monkeypatch.setattr(REGULARISERS, "is_own", lambda name: True)
    monkeypatch.setattr(LAYERS, "is_own", lambda name: name != "flatten")
    assert part_size(recipe, 20) == 20


def test_limits():
    recipe = made(net="conv3x3x2 flatten dense3").recipe
    assert part_size(recipe, 256) == 256
    assert part_size(recipe, 4096) == 256
    assert kernels_stay_whole(recipe, 4096)
    assert not kernels_stay_whole(made(net="conv3x3x6 flatten dense3").recipe, 4096)
    assert not kernels_stay_whole(population("3-4-3", 20).recipe, 20)
