"""What is said of the trial that ranks first: whether others are level with it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from trainlab.record import StudyInfo, Trial
from trainlab.record.groups.merit import count_ties, tie_of, tie_text, usual_curve, value_of
from trainlab.record.groups.naming import Names
from trainlab.record.groups.ranking import rank
from trainlab.record.wording import measured_value


def tie_line(info: StudyInfo, trials: Sequence[Trial], by: str | None = None) -> str:
    """A sentence that says which trials are as good as the best one, or nothing.

    Args:
        info: the study.
        trials: all of its trials.
        by: the evaluation curve they are ranked by, at each trial's best evaluation; by default that of
            their task.
    """
    by = usual_curve(trials) if by is None else by
    ranked = [
        trial for trial in rank(trials, by)
        if trial.status != "diverged" and not math.isnan(value_of(trial, by, "best"))
    ]  # fmt: skip
    ties = count_ties([value_of(trial, by, "best") for trial in ranked])
    if ties < 2:
        return ""
    value = value_of(ranked[0], by, "best")
    reached = measured_value(by, value)
    why = tie_text([tie_of(trial, by, "best") for trial in ranked[:ties]], by, ties > 2)
    best = Names(info, trials).trial(ranked[0].id)
    return f"{ties} trials tie at {reached}; {best} is shown first because {why}."
