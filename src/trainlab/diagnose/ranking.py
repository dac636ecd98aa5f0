"""Which trial is better: the order of trials by a curve's value, by a setting or by number."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Literal

from trainlab.diagnose.varied import value_order
from trainlab.errors import StudyError, unknown_name
from trainlab.record import EVALUATION_CURVES, Trial

Which = Literal["best", "final"]


def rank(trials: Iterable[Trial], by: str = "validation_accuracy", which: Which = "best") -> list[Trial]:
    """Trials from best to worst.

    Args:
        trials: the trials.
        by: an evaluation curve; accuracies are better when higher, losses when lower.
        which: its value at the trial's best evaluation, or at its final one.

    Returns:
        All trials. Equal accuracies go by the lower loss on the same split, then by id. Diverged trials and
        trials without a value come last.

    Raises:
        StudyError: no evaluation curve has that name.
    """
    if by not in EVALUATION_CURVES:
        raise StudyError(unknown_name("curve to rank trials by", by, EVALUATION_CURVES))
    loss = {"train_accuracy": "evaluated_train_loss", "validation_accuracy": "validation_loss"}.get(by)

    def key(trial: Trial) -> tuple[bool, bool, float, float, int]:
        values = trial.best if which == "best" else trial.final
        value = values.get(by, math.nan)
        if math.isnan(value):
            return trial.status == "diverged", True, 0.0, 0.0, trial.id
        tie = values.get(loss, math.inf) if loss else 0.0
        better_first = -value if loss else value
        return trial.status == "diverged", False, better_first, math.inf if math.isnan(tie) else tie, trial.id

    return sorted(trials, key=key)


def sort_trials(trials: Iterable[Trial], by: str, which: Which = "best") -> list[Trial]:
    """Trials in the order a table shows them.

    Args:
        trials: the trials.
        by: an evaluation curve (best first, diverged last), a setting (ascending, numbers before names;
            trials it means nothing to come last) or ``id``.
        which: for a curve, its value at the best or the final evaluation.

    Raises:
        StudyError: nothing has that name.
    """
    trials = list(trials)
    if by == "id":
        return sorted(trials, key=lambda trial: trial.id)
    if by in EVALUATION_CURVES:
        return rank(trials, by, which)
    settings = dict.fromkeys(name for trial in trials for name in trial.settings)
    if by not in settings:
        raise StudyError(unknown_name("column to sort trials by", by, ["id", *EVALUATION_CURVES, *settings]))
    return sorted(trials, key=lambda trial: (*value_order(by, trial.settings.get(by)), trial.id))


def best_trial(trials: Iterable[Trial], by: str = "validation_accuracy", which: Which = "best") -> Trial:
    """The best trial that did not diverge.

    Raises:
        StudyError: no evaluation curve is called ``by``, or no trial has a value yet.
    """
    ranked = rank(trials, by, which)
    if not ranked:
        raise StudyError("no trial is best: the study holds none.")
    first = ranked[0]
    if first.status == "diverged":
        raise StudyError(f"no trial is best by {by}: all {len(ranked)} diverged.")
    values = first.best if which == "best" else first.final
    if math.isnan(values.get(by, math.nan)):
        raise StudyError(f"no trial is best by {by}: none of the {len(ranked)} has been evaluated.")
    return first
