"""Which trial is better, and which setting over its seeds: the one order that everything uses.

Tables, captions, findings, exports and ``study.best()`` all use it, so that they name the same best.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainlab.errors import StudyError, unknown_name
from trainlab.record import EVALUATION_CURVES, StudyInfo, Trial
from trainlab.record.facts import FACTS, fact
from trainlab.record.groups.merit import Merit, Which, check_curve, merit, tie_of, usual_curve, value_of
from trainlab.record.groups.seeds import group_seeds
from trainlab.record.groups.varied import value_order


@dataclass(frozen=True, slots=True)
class Standing:
    """How good a setting is: the trials that differ in their seed only, taken together.

    Attributes:
        trials: the trials, one a seed.
        values: the curve's value of each.
        value: their mean.
        tie: the mean of what decides between equal values (``TIES_GO_BY``); infinite where it is not known,
            0 where nothing does.
    """

    trials: tuple[Trial, ...]
    values: tuple[float, ...]
    value: float
    tie: float


def rank(trials: Iterable[Trial], by: str | None = None, which: Which = "best") -> list[Trial]:
    """Trials from best to worst.

    Args:
        trials: the trials.
        by: an evaluation curve; accuracies are better when higher, losses when lower. By default that of the
            trials' task: ``validation_accuracy``, or ``validation_rmse``.
        which: its value at the trial's best evaluation, or at its final one.

    Returns:
        All trials. Equal accuracies go by the lower loss on the same split, then by id. Diverged trials and
        trials without a value come last.

    Raises:
        StudyError: no evaluation curve has that name.
    """
    trials = list(trials)
    by = usual_curve(trials) if by is None else by
    check_curve(by)

    def key(trial: Trial) -> tuple[bool, bool, Merit]:
        value = value_of(trial, by, which)
        if math.isnan(value):
            return trial.status == "diverged", True, (0.0, 0.0, trial.id)
        return trial.status == "diverged", False, merit(by, value, tie_of(trial, by, which), trial.id)

    return sorted(trials, key=key)


def rank_settings(
    trials: Iterable[Trial], by: str | None = None, which: Which = "best", unfinished: bool = False
) -> list[Standing]:
    """Settings from best to worst, by the mean over their seeds: where each has one seed, as :func:`rank`.

    A setting of which a seed diverged, or has no value, is left out: it cannot be trusted.

    Args:
        trials: the trials.
        by: an evaluation curve; by default that of the trials' task.
        which: its value at each trial's best evaluation, or at its final one.
        unfinished: whether settings count of which a seed still trains.
    """
    trials = list(trials)
    by = usual_curve(trials) if by is None else by
    check_curve(by)
    found = []
    for group in group_seeds(trials):
        values = tuple(value_of(trial, by, which) for trial in group)
        counts = all(trial.status != "diverged" and (unfinished or trial.over) for trial in group)
        if counts and all(map(math.isfinite, values)):
            ties = [tie_of(trial, by, which) for trial in group]
            # fsum: equal values have equal means, in whichever order they come.
            found.append(
                Standing(group, values, math.fsum(values) / len(values), math.fsum(ties) / len(ties))
            )
    return sorted(found, key=lambda one: merit(by, one.value, one.tie, one.trials[0].id))


def sort_trials(
    trials: Iterable[Trial], by: str | None, which: Which = "best", info: StudyInfo | None = None
) -> list[Trial]:
    """Trials in the order a table shows them.

    Args:
        trials: the trials.
        by: an evaluation curve (best first, diverged last), a setting (ascending, numbers before names;
            trials it means nothing to come last), a fact (accuracies from the highest down, the others
            ascending) or ``id``; None for the curve of the trials' task.
        which: for a curve, its value at the best or the final evaluation.
        info: the study, which facts need.

    Raises:
        StudyError: nothing has that name.
    """
    trials = list(trials)
    if by is None:
        return rank(trials, None, which)
    if by == "id":
        return sorted(trials, key=lambda trial: trial.id)
    if by in EVALUATION_CURVES:
        return rank(trials, by, which)
    if by in FACTS and info is not None:
        return _sort_by_fact(trials, by, info)
    settings = dict.fromkeys(name for trial in trials for name in trial.settings)
    if by not in settings:
        known = ["id", *EVALUATION_CURVES, *FACTS, *settings]
        raise StudyError(unknown_name("column to sort trials by", by, known))
    return sorted(trials, key=lambda trial: (*value_order(by, trial.settings.get(by)), trial.id))


def _sort_by_fact(trials: Sequence[Trial], by: str, info: StudyInfo) -> list[Trial]:
    values = {trial.id: fact(info, trial, by) for trial in trials}
    if trials and all(value is None for value in values.values()):
        how = f": '{FACTS[by].get_it}' measures it" if FACTS[by].get_it else ""
        raise StudyError(f"no trial of study {info.name} has {by} yet{how}.")
    sign = -1 if FACTS[by].descending else 1

    def key(trial: Trial) -> tuple[bool, float, int]:
        value = values[trial.id]
        return value is None, 0.0 if value is None else sign * value, trial.id

    return sorted(trials, key=key)


def best_trial(trials: Iterable[Trial], by: str | None = None, which: Which = "best") -> Trial:
    """The best trial that did not diverge.

    Raises:
        StudyError: no evaluation curve is called ``by``, or no trial has a value yet.
    """
    trials = list(trials)
    by = usual_curve(trials) if by is None else by
    ranked = rank(trials, by, which)
    if not ranked:
        raise StudyError("no trial is best: the study holds none.")
    first = ranked[0]
    if first.status == "diverged":
        raise StudyError(f"no trial is best by {by}: all {len(ranked)} diverged.")
    if math.isnan(value_of(first, by, which)):
        raise StudyError(f"no trial is best by {by}: none of the {len(ranked)} has been evaluated.")
    return first
