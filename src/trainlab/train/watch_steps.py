"""Letting the rules that watch the train loss see a step of all trials."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from trainlab.train.batch import StepBatch
from trainlab.train.each_trial import each_trial
from trainlab.train.hyper import Hyper
from trainlab.train.recipe import TRAIN_LOSS, Watching
from trainlab.train.state import Best, Signals, TrainState
from trainlab.train.watch import check_due, check_train_loss, watch_step


def watch_trials(
    watching: Watching,
    state: TrainState,
    best: Best | None,
    hyper: Hyper,
    loss: Float[Array, "*trials"],
    running: Bool[Array, "*trials"],
    batch: StepBatch,
    axis: int | None = 0,
) -> tuple[TrainState, Best | None]:
    """Let the rules that watch the train loss see a step.

    Args:
        watching: the rules.
        state, best, hyper: of the trials.
        loss: of the step.
        running: which trials made the step.
        batch: what it saw.
        axis: the axis of the trials in every array, the first or the last; None where a single one has none.
    """
    trials = loss.size
    made = batch.step + 1
    count = jnp.asarray(batch.y.shape[0] if batch.count is None else batch.count, jnp.float32)

    def each(
        signals: Signals, hyper: Hyper, loss: Array, running: Array, count: Array, made: Array
    ) -> Signals:
        return watch_step(watching, signals, hyper, loss, count, running, made)

    assert state.signals is not None
    signals = each_trial(each, trials, shared=2, axis=axis)(state.signals, hyper, loss, running, count, made)
    state = state._replace(signals=signals)
    if TRAIN_LOSS not in watching.checks:
        return state, best
    due = running & check_due(hyper, made)

    def check(signals: Signals, best: Best | None) -> tuple[Signals, Best | None]:
        each = each_trial(partial(check_train_loss, watching), trials, shared=1, axis=axis)
        return each(signals, best, state.parameters, state.statistics, hyper, due, made)

    # A branch of its own, outside of vmap: steps without a check then copy no weights.
    signals, best = jax.lax.cond(due.any(), check, lambda *same: same, signals, best)
    return state._replace(signals=signals), best
