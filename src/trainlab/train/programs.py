"""The programs that train a population, as pure functions of many trials.

``start`` makes the state, ``advance`` takes a run of steps; the third program, of an evaluation, is in
:mod:`trainlab.train.evaluate`. ``advance`` takes the number of steps as data, so that chunks of any length
are one program. Nothing of the host is inside.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from trainlab.nets import Packed, Parameters
from trainlab.train import lanes
from trainlab.train.batch import StepBatch
from trainlab.train.each_trial import each_trial, moved, moved_back
from trainlab.train.hyper import Hyper
from trainlab.train.inputs import Batches, RunInputs, TrialInputs
from trainlab.train.optimizer import make_optimizer
from trainlab.train.recipe import Recipe
from trainlab.train.state import NEVER, Best, TrainState
from trainlab.train.step import StepRecord, take_step
from trainlab.train.watch import initial_signals
from trainlab.train.watch_steps import watch_trials


def start(
    recipe: Recipe, parameters: Packed, statistics: Parameters, hyper: Hyper
) -> tuple[TrainState, Best]:
    """The state before the first step, from initial weights with the trials along the first axis."""
    trials = jax.tree.leaves(parameters)[0].shape[0]

    def optimizer_state(parameters: Packed, hyper: Hyper):
        return make_optimizer(recipe.optimizer, hyper, recipe.active, recipe.net).init(parameters)

    state = TrainState(
        parameters,
        statistics,
        each_trial(optimizer_state, trials)(parameters, hyper),
        jnp.full(trials, NEVER, jnp.int32),
        jax.tree.map(lambda leaf: jnp.full(trials, leaf), initial_signals(recipe.watching)),
    )
    best = Best(
        jax.tree.map(jnp.copy, parameters),
        jax.tree.map(jnp.copy, statistics),
        jnp.full(trials, -jnp.inf),
        jnp.full(trials, -jnp.inf),
        jnp.full(trials, NEVER, jnp.int32),
    )
    return state, best


class _Carry(NamedTuple):
    """What the loop over steps carries; ``best`` is there only where steps decide which weights are best."""

    state: TrainState
    best: Best | None
    recorded: StepRecord


def advance(
    recipe: Recipe,
    capacity: int,
    state: TrainState,
    best: Best | None,
    of_trials: TrialInputs,
    run: RunInputs,
) -> tuple[TrainState, Best | None, StepRecord]:
    """Take a run of steps.

    Args:
        recipe: the population's static settings.
        capacity: most steps a run may have.
        state: the trials' state.
        best: the best weights, where early stopping watches the train loss; else None.
        of_trials: what else belongs to each trial.
        run: what the trials share.

    Returns:
        The state and the best weights after the run, and what was recorded of each step, (capacity, trials);
        rows from ``steps`` on are zero.
    """
    (fixed, hyper, length), (inputs, targets, batches, first_step, steps) = of_trials, run
    trials = length.shape[0]
    axis = _axis(recipe, trials)
    state, best, fixed, hyper, length = moved((state, best, fixed, hyper, length), axis)
    if axis == -1:
        step_trials = partial(lanes.take_step, recipe)
    else:
        step_trials = each_trial(partial(take_step, recipe, alone=axis is None), trials, shared=1, axis=axis)

    def body(index: Array, carry: _Carry) -> _Carry:
        state, best, recorded = carry
        step = first_step + index
        batch = step_batch(inputs, targets, batches, index, step)
        running = (step < length) & (state.diverged_at == NEVER)
        if state.signals is not None:
            running = running & (state.signals.ended_at == NEVER)
        state, record = step_trials(state, fixed, hyper, running, batch)
        if state.signals is not None:
            running = running & (state.diverged_at == NEVER)
            state, best = watch_trials(recipe.watching, state, best, hyper, record.loss, running, batch, axis)
        recorded = jax.tree.map(
            lambda rows, row: jax.lax.dynamic_update_index_in_dim(rows, row, index, axis=0), recorded, record
        )
        return _Carry(state, best, recorded)

    nothing = jnp.zeros((capacity, *length.shape))
    recorded = StepRecord(nothing, nothing if recipe.rate_changes else None)
    state, best, recorded = jax.lax.fori_loop(0, steps, body, _Carry(state, best, recorded))
    state, best = moved_back((state, best), axis)
    return state, best, jax.tree.map(lambda rows: rows.reshape(capacity, trials), recorded)


def _axis(recipe: Recipe, trials: int) -> int | None:
    """Along which axis the trials go through the loop."""
    if lanes.fits_recipe(recipe, trials):
        return -1
    # With an axis of a single trial XLA copies every large kernel in every step instead of writing into it.
    return None if trials == 1 else 0


def step_batch(
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"] | Float[Array, "examples targets"],
    batches: Batches | None,
    index: Int[Array, ""],
    step: Int[Array, ""],
) -> StepBatch:
    """What a step sees.

    Args:
        inputs, targets: the train split.
        batches: the planned batches, or None where every step sees the whole split.
        index: which of them.
        step: number of the step.
    """
    if batches is None:
        return StepBatch(inputs, targets, None, step)
    rows = jax.lax.dynamic_index_in_dim(batches.indices, index, keepdims=False)
    # The plan's rows are all there, and saying so spares the program its own checks.
    x = inputs.at[rows].get(mode="promise_in_bounds")
    y = targets.at[rows].get(mode="promise_in_bounds")
    return StepBatch(x, y, None if batches.counts is None else batches.counts[index], step)
