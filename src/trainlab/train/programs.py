"""The programs that train a population, as pure functions of many trials.

``start`` makes the state, ``advance`` takes a run of steps; the third program, of an evaluation, is in
:mod:`trainlab.train.evaluate`. ``advance`` takes the number of steps as data, so that chunks of any length
are one program. Nothing of the host is inside.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.nets import Packed, Parameters
from trainlab.train.each_trial import each_trial
from trainlab.train.hyper import Hyper
from trainlab.train.optimizer import recipe_optimizer
from trainlab.train.recipe import TRAIN_LOSS, Recipe, Watching
from trainlab.train.state import NEVER, Best, Signals, TrainState
from trainlab.train.step import StepBatch, StepRecord, take_step
from trainlab.train.watch import check_due, check_train_loss, initial_signals, watch_step


class Batches(NamedTuple):
    """Planned batches of a run of steps, shared by all trials.

    Attributes:
        indices: (capacity, batch) rows of the train split.
        counts: (capacity,) real examples in each batch; None where every batch is whole.
    """

    indices: Int[Array, "capacity batch"]
    counts: Int[Array, " capacity"] | None


def start(
    recipe: Recipe, parameters: Packed, statistics: Parameters, hyper: Hyper
) -> tuple[TrainState, Best]:
    """The state before the first step, from initial weights with the trials along the first axis."""
    trials = jax.tree.leaves(parameters)[0].shape[0]

    def optimizer_state(parameters: Packed, hyper: Hyper):
        return recipe_optimizer(recipe, hyper).init(parameters)

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


class TrialInputs(NamedTuple):
    """What ``advance`` reads of every trial: trials along the first axis, which is spread over the devices.

    Attributes:
        fixed: variables of frozen layers.
        hyper: the trials' traced settings.
        length: steps each trial is to train for; it is frozen after them.
    """

    fixed: Any
    hyper: Any
    length: Any


class RunInputs(NamedTuple):
    """What ``advance`` reads of a run of steps: the same for all trials, whole on every device.

    Attributes:
        inputs: (examples, features) the train split.
        targets: (examples,) its class numbers.
        batches: the :class:`Batches` of the run, or None where every step sees the whole train split.
        first_step: number of the first step.
        steps: how many steps, at most the program's capacity.
    """

    inputs: Any
    targets: Any
    batches: Any
    first_step: Any
    steps: Any


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
    step_trials = each_trial(partial(take_step, recipe), trials, shared=1)

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
            state, best = _watch(recipe.watching, state, best, hyper, record.loss, running, batch)
        recorded = jax.tree.map(
            lambda rows, row: jax.lax.dynamic_update_index_in_dim(rows, row, index, axis=0), recorded, record
        )
        return _Carry(state, best, recorded)

    nothing = jnp.zeros((capacity, trials))
    recorded = StepRecord(nothing, nothing if recipe.rate_changes else None)
    state, best, recorded = jax.lax.fori_loop(0, steps, body, _Carry(state, best, recorded))
    return state, best, recorded


def step_batch(
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
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


def _watch(
    watching: Watching,
    state: TrainState,
    best: Best | None,
    hyper: Hyper,
    loss: Float[Array, " trials"],
    running: Bool[Array, " trials"],
    batch: StepBatch,
) -> tuple[TrainState, Best | None]:
    """Let the rules that watch the train loss see a step."""
    trials = loss.shape[0]
    made = batch.step + 1
    count = jnp.asarray(batch.y.shape[0] if batch.count is None else batch.count, jnp.float32)

    def each(
        signals: Signals, hyper: Hyper, loss: Array, running: Array, count: Array, made: Array
    ) -> Signals:
        return watch_step(watching, signals, hyper, loss, count, running, made)

    assert state.signals is not None
    signals = each_trial(each, trials, shared=2)(state.signals, hyper, loss, running, count, made)
    state = state._replace(signals=signals)
    if TRAIN_LOSS not in watching.checks:
        return state, best
    due = running & check_due(hyper, made)

    def check(signals: Signals, best: Best | None) -> tuple[Signals, Best | None]:
        each = each_trial(partial(check_train_loss, watching), trials, shared=1)
        return each(signals, best, state.parameters, state.statistics, hyper, due, made)

    # A branch of its own, outside of vmap: steps without a check then copy no weights.
    signals, best = jax.lax.cond(due.any(), check, lambda *same: same, signals, best)
    return state._replace(signals=signals), best
