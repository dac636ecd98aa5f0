"""A single trial, which has no axis of trials in the loop over steps, is trained as beside another."""

from __future__ import annotations

import re
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from tests.train.made_population import CAPACITY, CASES, STEPS, agree, differ, population

from trainlab.train import programs, step
from trainlab.train.recipe import TRAIN_LOSS


def stepped(of, trials):
    """What ``advance`` gives of so many trials, the first ones."""
    best = of.best if of.recipe.watching.stopping == TRAIN_LOSS else None
    state, best, of_trials = jax.tree.map(lambda leaf: leaf[:trials], (of.state, best, of.of_trials))
    return jax.jit(partial(programs.advance, of.recipe, CAPACITY))(state, best, of_trials, of.run)


def first(result):
    """The first trial of what ``advance`` gives."""
    state, best, recorded = result
    kept = jax.tree.map(lambda leaf: leaf[:1], (state, best))
    return *kept, jax.tree.map(lambda rows: rows[:, :1], recorded)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['optimizer']}-{case['schedule']}")
def test_a_trial_alone_is_trained_as_beside_another(case, monkeypatch):
    monkeypatch.setattr(step, "MANY_KEPT", 0)  # so that small nets, too, take the branch
    of = population(**case)
    agree(stepped(of, 1), first(stepped(of, 2)), 2e-3)


def test_branch_and_choice_give_the_same_bits(monkeypatch):
    of = population("3-4-1", 7, optimizer="adam", dropout=0.2)
    chosen = stepped(of, 1)
    monkeypatch.setattr(step, "MANY_KEPT", 0)
    for one, other in zip(jax.tree.leaves(chosen), jax.tree.leaves(stepped(of, 1)), strict=True):
        assert np.asarray(one).tobytes() == np.asarray(other).tobytes()


def test_a_trial_alone_that_breaks_is_frozen(monkeypatch):
    monkeypatch.setattr(step, "MANY_KEPT", 0)
    of = population("3-4-1", 7, optimizer="adam", learning_rate=differ(1e38))
    state, _, recorded = stepped(of, 1)
    at = int(state.diverged_at[0])
    assert 0 < at < STEPS
    assert not np.isfinite(recorded.loss[at, 0])
    assert int(state.optimizer.count[0]) == at
    of.run = of.run._replace(steps=jnp.int32(at))
    before = stepped(of, 1)[0]
    agree((state.parameters, state.optimizer), (before.parameters, before.optimizer), 0)


@pytest.mark.parametrize("optimizer", ["sgd", "adam", "nadam"])
def test_no_step_copies_a_large_kernel(optimizer):
    """The copies that are left lie outside of the loop: a new jaxlib that makes others is noticed here."""
    of = population("100-120-1", 30, ragged=False, optimizer=optimizer)
    program = jax.jit(partial(programs.advance, of.recipe, CAPACITY), donate_argnums=0)
    state, of_trials = jax.tree.map(lambda leaf: leaf[:1], (of.state, of.of_trials))
    compiled = program.lower(state, None, of_trials, of.run).compile().as_text() or ""
    loop = re.search(r"body=(%[\w.\-]+)", compiled)
    assert loop, "there is a loop"
    body = compiled[compiled.index(f"\n{loop[1]} (") :].split("\n}\n")[0]
    assert "100,120]" in body
    assert not re.findall(r"f32\[(?:1,)?100,120\]\S* copy\(", body)
