"""The three programs of a population, as pure functions of many trials.

``start`` makes the state, ``advance`` takes a run of steps, ``evaluate`` measures and keeps the best. They
are separate so that populations share what they have in common (an evaluation does not depend on the batch
size or the optimizer), and ``advance`` takes the number of steps as data, so that chunks of any length are
one program. Nothing of the host is inside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.nets import Mode, Net, Packed, Parameters, unpack
from trainlab.train.evaluate import keep_best, measure
from trainlab.train.hyper import Hyper
from trainlab.train.optimizers import make_optimizer
from trainlab.train.recipe import TRAIN_LOSS, Recipe, Watching
from trainlab.train.state import NEVER, Best, Signals, TrainState, replaced
from trainlab.train.step import StepBatch, StepRecord, take_step
from trainlab.train.watch import (
    check_due,
    check_evaluation,
    check_train_loss,
    initial_signals,
    watch_step,
)


class Batches(NamedTuple):
    """Planned batches of a run of steps, shared by all trials.

    Attributes:
        indices: (capacity, batch) rows of the train split.
        counts: (capacity,) real examples in each batch; None where every batch is whole.
    """

    indices: Int[Array, "capacity batch"]
    counts: Int[Array, " capacity"] | None


def _each_trial(function: Callable, trials: int, shared: int = 0) -> Callable:
    """The function of one trial as a function of many, with the trials along the first axis.

    Args:
        function: takes arguments of one trial, then ``shared`` ones that all trials have in common.
        trials: how many. A single one is not vmapped: that traces and compiles faster.
        shared: how many of the last arguments are shared.
    """

    def axes(arguments: tuple) -> list[int | None]:
        return [0] * (len(arguments) - shared) + [None] * shared

    def alone(*arguments: Any) -> Any:
        own = [
            argument if axis is None else jax.tree.map(lambda leaf: leaf[0], argument)
            for argument, axis in zip(arguments, axes(arguments), strict=True)
        ]
        return jax.tree.map(lambda leaf: leaf[None], function(*own))

    def together(*arguments: Any) -> Any:
        return jax.vmap(function, in_axes=axes(arguments))(*arguments)

    return alone if trials == 1 else together


def start(
    recipe: Recipe, parameters: Packed, statistics: Parameters, hyper: Hyper
) -> tuple[TrainState, Best]:
    """The state before the first step, from initial weights with the trials along the first axis."""
    trials = jax.tree.leaves(parameters)[0].shape[0]

    def optimizer_state(parameters: Packed, hyper: Hyper):
        return make_optimizer(recipe.optimizer, hyper, recipe.active).init(parameters)

    state = TrainState(
        parameters,
        statistics,
        _each_trial(optimizer_state, trials)(parameters, hyper),
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
    """What the loop over steps carries; ``best`` is there only where steps decide about the winner."""

    state: TrainState
    best: Best | None
    recorded: StepRecord


def advance(
    recipe: Recipe,
    capacity: int,
    state: TrainState,
    best: Best | None,
    fixed: Parameters,
    hyper: Hyper,
    length: Int[Array, " trials"],
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
    batches: Batches | None,
    first_step: Int[Array, ""],
    steps: Int[Array, ""],
) -> tuple[TrainState, Best | None, StepRecord]:
    """Take a run of steps.

    Args:
        recipe: the population's static settings.
        capacity: most steps a run may have.
        state: the trials' state.
        best: the winners' weights, where early stopping watches the train loss; else None.
        fixed: variables of frozen layers.
        hyper: the trials' traced settings.
        length: steps each trial is to train for; it is frozen after them.
        inputs: the train split.
        targets: its class numbers.
        batches: the batches of the run, or None where every step sees the whole train split.
        first_step: number of the first step.
        steps: how many steps, at most ``capacity``.

    Returns:
        The state and the winners after the run, and what was recorded of each step, (capacity, trials); rows
        from ``steps`` on are zero.
    """
    trials = length.shape[0]
    step_trials = _each_trial(partial(take_step, recipe), trials, shared=1)

    def body(index: Array, carry: _Carry) -> _Carry:
        state, best, recorded = carry
        step = first_step + index
        batch = _batch(inputs, targets, batches, index, step)
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


def _batch(
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
    batches: Batches | None,
    index: Int[Array, ""],
    step: Int[Array, ""],
) -> StepBatch:
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
    signals = _each_trial(each, trials, shared=2)(state.signals, hyper, loss, running, count, made)
    state = state._replace(signals=signals)
    if TRAIN_LOSS not in watching.checks:
        return state, best
    due = running & check_due(hyper, made)

    def check(signals: Signals, best: Best | None) -> tuple[Signals, Best | None]:
        each = _each_trial(partial(check_train_loss, watching), trials, shared=1)
        return each(signals, best, state.parameters, state.statistics, hyper, due, made)

    # A branch of its own, outside of vmap: steps without a check then copy no weights.
    signals, best = jax.lax.cond(due.any(), check, lambda *same: same, signals, best)
    return state._replace(signals=signals), best


@dataclass(frozen=True, slots=True)
class Measuring:
    """What the program of an evaluation is compiled for: the part of a recipe it depends on.

    Attributes:
        net: the architecture.
        loss: the setting ``loss``.
        watching: the rules that watch evaluations.
        by_train_loss: whether the train loss, and no evaluation, decides about the winner.
    """

    net: Net
    loss: str
    watching: Watching
    by_train_loss: bool

    @classmethod
    def of(cls, recipe: Recipe) -> Measuring:
        """The part of a recipe an evaluation depends on."""
        watching = recipe.watching
        return cls(recipe.net, recipe.loss, watching.evaluations, watching.stopping == TRAIN_LOSS)


class Evaluated(NamedTuple):
    """What is evaluated.

    Attributes:
        parameters, statistics, diverged_at: see ``TrainState``.
        signals: of the rules, where some watch evaluations; else None, so that populations share the program.
    """

    parameters: Packed
    statistics: Parameters
    diverged_at: Int[Array, " trials"]
    signals: Signals | None

    @classmethod
    def of(cls, recipe: Recipe, state: TrainState) -> Evaluated:
        """What an evaluation looks at, of where training stands."""
        signals = state.signals if recipe.watching.evaluations.any else None
        return cls(state.parameters, state.statistics, state.diverged_at, signals)


def evaluate(
    measuring: Measuring,
    boundary: int,
    state: Evaluated,
    best: Best,
    fixed: Parameters,
    hyper: Hyper,
    due: Bool[Array, " trials"],
    check: Bool[Array, " trials"],
    steps: Int[Array, " trials"],
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
) -> tuple[Best, Signals | None, Float[Array, "trials 4"]]:
    """Measure every trial, and keep the weights of those that are due and better than before.

    Args:
        measuring: the static settings that matter here.
        boundary: how many of the examples are training examples; the validation split lies behind them.
        state: the trials' state.
        best: the winners so far.
        fixed: variables of frozen layers.
        hyper: the trials' traced settings.
        due: which trials are evaluated at this step; those that diverged are not.
        check: for which of them the rules that watch evaluations check.
        steps: updates each trial made.
        inputs, targets: training examples, then the validation split.

    Returns:
        The winners now, the signals, and a row for each trial with columns as ``record.EVALUATION_CURVES``.
    """
    net = measuring.net

    def one(
        state: Evaluated, best: Best, fixed: Parameters, hyper: Hyper, due: Array, check: Array, steps: Array
    ) -> tuple[Best, Signals | None, Array]:
        parameters = {**unpack(net, state.parameters), **fixed}
        losses, accuracies = measure(
            net, measuring.loss, parameters, state.statistics, Mode(hyper=hyper), inputs, targets, boundary
        )
        measured = jnp.stack([losses, accuracies], axis=-1).reshape(-1)
        signals = state.signals
        candidate = (state.parameters, state.statistics)
        if measuring.watching.any:
            assert signals is not None
            signals, improved = check_evaluation(
                measuring.watching, signals, hyper, measured, due, check, steps
            )
            if measuring.watching.stopping is not None:
                score = accuracies[1] if measuring.watching.stopping == "validation_accuracy" else -losses[1]
                winner = Best(*candidate, score, jnp.zeros_like(score), steps)
                return replaced(best, winner, improved), signals, measured
        if not measuring.by_train_loss:
            best = keep_best(best, Best(*candidate, accuracies[1], -losses[1], steps), due)
        return best, signals, measured

    each = _each_trial(one, due.shape[0])
    return each(state, best, fixed, hyper, due & (state.diverged_at == NEVER), check, steps)
