"""Which of two values is better, and what decides where they are equal."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

from trainlab.errors import StudyError, unknown_name
from trainlab.metrics import METRICS, metric_of
from trainlab.record import EVALUATION_CURVES, Trial
from trainlab.tasks import evaluation_curves, task_of

Which = Literal["best", "final"]

TIES_GO_BY = {
    curve: loss
    for metric in METRICS.values()
    if metric.name != "loss"
    for curve, loss in (
        (metric.train_curve, METRICS["loss"].train_curve),
        (metric.validation_curve, METRICS["loss"].validation_curve),
    )
}
"""Equal accuracies and the like go by the lower loss on that split; equal losses by the trial's number."""

Merit = tuple[float, float, int]
"""A value, what decides where it is equal, and a trial's number: the smaller is the better."""


def usual_curve(trials: Iterable[Trial]) -> str:
    """The curve that the trials of a study are ranked by: that of their task."""
    first = next(iter(trials), None)
    return task_of({} if first is None else first.settings).curve


def curves_of_trials(trials: Iterable[Trial]) -> list[str]:
    """The curves that evaluations of any of some trials have, in the order of their columns."""
    said = {
        tuple((name, trial.settings[name]) for name in ("task", "metric") if name in trial.settings): None
        for trial in trials
    }
    return list(dict.fromkeys(curve for pairs in said or [()] for curve in evaluation_curves(dict(pairs))))


def higher_is_better(curve: str) -> bool:
    """Whether a curve is better when it is higher; losses are when they are lower."""
    metric = metric_of(curve)
    return metric is not None and metric.better == "higher"


def check_curve(by: str) -> None:
    """Refuse a name that is not an evaluation curve.

    Raises:
        StudyError: it is not one.
    """
    if by not in EVALUATION_CURVES:
        raise StudyError(unknown_name("curve to rank trials by", by, EVALUATION_CURVES))


def merit(by: str, value: float, tie: float, number: int) -> Merit:
    """The order of values of a curve."""
    return (-value if higher_is_better(by) else value), tie, number


def value_of(trial: Trial, by: str, which: Which) -> float:
    """A trial's value of a curve; NaN where it has none."""
    return float((trial.best if which == "best" else trial.final).get(by, math.nan))


def tie_of(trial: Trial, by: str, which: Which) -> float:
    """What decides where a trial's value equals another's; the lower is the better."""
    if by not in TIES_GO_BY:
        return 0.0
    loss = value_of(trial, TIES_GO_BY[by], which)
    return math.inf if math.isnan(loss) else loss


def count_ties(values: Sequence[float]) -> int:
    """How many of some ranked values equal the first."""
    return sum(value == values[0] for value in values) if values else 0


def tie_text(ties: Sequence[float], by: str, many: bool = True, number: str = "its number") -> str:
    """Why the first of several that tie comes first, as in ``its validation loss is the lowest``.

    Args:
        ties: what decides between them (``TIES_GO_BY``), the first one's first.
        by: the curve they tie by.
        many: whether they are more than two.
        number: what decides where nothing else does.
    """
    most = "the lowest" if many else "lower"
    if by not in TIES_GO_BY or not math.isfinite(ties[0]) or ties[0] >= min(ties[1:]):
        return f"{number} is {most}"
    return f"its {TIES_GO_BY[by].replace('_', ' ').replace('evaluated train', 'train')} is {most}"
