"""The rules that watch a trial's curves: early stopping, the performance schedule, ``until``."""

from __future__ import annotations

from collections.abc import Mapping

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.nets import Packed, Parameters
from trainlab.train.hyper import Hyper
from trainlab.train.recipe import TRAIN_LOSS, Watching
from trainlab.train.state import EARLY_STOPPING, NEVER, UNTIL, Best, Signals, replaced
from trainlab.train.stopping.early_stopping import check_stopping, initial_stopping
from trainlab.train.stopping.plateau import check_plateau, initial_plateau
from trainlab.train.stopping.until import holds


def initial_signals(watching: Watching) -> Signals | None:
    """The signals of one trial before its first step."""
    if not watching.any:
        return None
    sums = TRAIN_LOSS in watching.checks
    return Signals(
        ended_at=jnp.int32(NEVER),
        ended_by=jnp.int32(0),
        loss_sum=jnp.float32(0) if sums else None,
        examples=jnp.float32(0) if sums else None,
        plateau=None if watching.plateau is None else initial_plateau(),
        stopping=None if watching.stopping is None else initial_stopping(),
    )


def watch_step(
    watching: Watching,
    signals: Signals,
    hyper: Hyper,
    loss: Float[Array, ""],
    examples: Float[Array, ""],
    running: Bool[Array, ""],
    steps: Int[Array, ""],
) -> Signals:
    """Take one trial's loss of a step into account.

    Args:
        watching: the rules.
        signals: the trial's.
        hyper: its traced settings.
        loss: of the step.
        examples: real examples in its batch.
        running: whether the trial made the step.
        steps: updates made with it.
    """
    if signals.loss_sum is not None and signals.examples is not None:
        signals = signals._replace(
            loss_sum=signals.loss_sum + jnp.where(running, loss * examples, 0),
            examples=signals.examples + jnp.where(running, examples, 0),
        )
    until = watching.train_loss.until
    if until is not None:
        reached = running & holds(until[1], loss, hyper["until"])
        signals = _end(signals, reached, UNTIL, steps)
    return signals


def check_due(hyper: Hyper, steps: Int[Array, ""]) -> Bool[Array, "..."]:
    """Whether a check of the train loss is due after this many updates."""
    return steps % hyper["check_every"] == 0


def check_train_loss(
    watching: Watching,
    signals: Signals,
    best: Best | None,
    parameters: Packed,
    statistics: Parameters,
    hyper: Hyper,
    due: Bool[Array, ""],
    steps: Int[Array, ""],
) -> tuple[Signals, Best | None]:
    """Check one trial's mean train loss since its last check, if one is due; keep the best weights."""
    loss_sum, examples = signals.loss_sum, signals.examples
    assert loss_sum is not None
    assert examples is not None
    value = loss_sum / examples
    signals, improved = _check(watching.train_loss, signals, hyper, value, due, steps)
    signals = signals._replace(loss_sum=jnp.where(due, 0, loss_sum), examples=jnp.where(due, 0, examples))
    if best is not None:
        best = replaced(best, Best(parameters, statistics, -value, jnp.zeros_like(value), steps), improved)
    return signals, best


def check_evaluation(
    watching: Watching,
    signals: Signals,
    hyper: Hyper,
    measured: Mapping[str, Float[Array, ""]],
    due: Bool[Array, ""],
    check: Bool[Array, ""],
    steps: Int[Array, ""],
) -> tuple[Signals, Bool[Array, ""]]:
    """Check what an evaluation of one trial measured.

    Args:
        watching: the rules.
        signals: the trial's.
        hyper: its traced settings.
        measured: its values, by curve.
        due: whether the trial is evaluated.
        check: whether a check of the watched curve is due.
        steps: updates made.

    Returns:
        The signals, and whether what early stopping watches improved.
    """
    rules = watching.evaluations
    improved = jnp.zeros_like(due)
    if rules.until is not None:
        curve, operator = rules.until
        reached = due & holds(operator, measured[curve], hyper["until"])
        signals = _end(signals, reached, UNTIL, steps)
    for curve in dict.fromkeys(rules.checks):
        value = measured[curve]
        of_curve = Watching(
            rules.stopping if rules.stopping == curve else None,
            rules.plateau if rules.plateau == curve else None,
        )
        signals, better = _check(of_curve, signals, hyper, value, due & check, steps)
        improved = improved | better
    return signals, improved


def _check(
    watching: Watching,
    signals: Signals,
    hyper: Hyper,
    value: Float[Array, ""],
    due: Bool[Array, ""],
    steps: Int[Array, ""],
) -> tuple[Signals, Bool[Array, ""]]:
    improved = jnp.zeros_like(due)

    def if_due(new, old):
        return jax.tree.map(lambda new, old: jnp.where(due, new, old), new, old)

    if watching.plateau is not None:
        assert signals.plateau is not None
        plateau = check_plateau(signals.plateau, hyper, value, watching.plateau)
        signals = signals._replace(plateau=if_due(plateau, signals.plateau))
    if watching.stopping is not None:
        assert signals.stopping is not None
        stopping, better, stop = check_stopping(signals.stopping, hyper, value, watching.stopping)
        improved = due & better
        signals = signals._replace(stopping=if_due(stopping, signals.stopping))
        signals = _end(signals, due & stop, EARLY_STOPPING, steps)
    return signals, improved


def _end(signals: Signals, ends: Bool[Array, ""], rule: int, steps: Int[Array, ""]) -> Signals:
    ends = ends & (signals.ended_at == NEVER)
    return signals._replace(
        ended_at=jnp.where(ends, steps, signals.ended_at), ended_by=jnp.where(ends, rule, signals.ended_by)
    )
