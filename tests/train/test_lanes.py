"""Steps with the trials along the vector lanes are the steps of the general form, and trials do not mix."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.sharding import PartitionSpec
from tests.train.made_population import CAPACITY, CASES, STEPS, TRIALS, agree, differ, population

import trainlab as tl
from trainlab.scale.machine.devices import AXIS, mesh
from trainlab.train import evaluate, lanes, programs
from trainlab.train.evaluate import Evaluated, Measuring
from trainlab.train.inputs import Batches
from trainlab.train.recipe import TRAIN_LOSS


def stepped(of, monkeypatch=None):
    """What ``advance`` gives; with a monkeypatch that of the general form."""
    if monkeypatch is not None:
        monkeypatch.setattr(lanes, "fits_recipe", lambda recipe, trials: False)
    best = of.best if of.recipe.watching.stopping == TRAIN_LOSS else None
    program = jax.jit(partial(programs.advance, of.recipe, CAPACITY))
    return program(of.state, best, of.of_trials, of.run)


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


def test_a_loop_over_devices_carries_the_trials_along_the_inner_axis():
    of = population("3-4-1", 7, optimizer="adam")
    trial, whole = PartitionSpec(AXIS), PartitionSpec()
    spread = jax.shard_map(
        partial(programs.advance, of.recipe, CAPACITY), mesh=mesh(1), in_specs=(trial, trial, trial, whole),
        out_specs=(trial, trial, PartitionSpec(None, AXIS)), check_vma=False,
    )  # fmt: skip
    text = str(jax.jit(spread).lower(of.state, None, of.of_trials, of.run).compile().as_text())
    carried = re.findall(rf"f32\[{of.recipe.net.parameters},{TRIALS}\]\{{([01,]+)\}}", text)
    assert "1,0" in carried
    loops = [line for line in text.split("\n") if " while(" in line]
    assert loops
    assert not any(f"[{of.recipe.net.parameters},{TRIALS}]{{0,1}}" in line for line in loops)


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


def test_a_dropout_that_drops_nothing_may_come_first(tmp_path, monkeypatch):
    def losses():
        study = tl.run(
            "moons", "dropout0 dense4:relu dense2", learning_rate=tl.log(0.01, 1, 16), cache_prefix=False,
            steps=5, root=tmp_path, check=False,
        )  # fmt: skip
        return study.curves("train_loss")

    own = losses()
    monkeypatch.setattr(lanes, "fits_recipe", lambda recipe, trials: False)
    np.testing.assert_allclose(own, losses(), rtol=1e-4)
