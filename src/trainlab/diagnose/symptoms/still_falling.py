"""Symptom: training ended while the loss was still going down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainlab.counted import counted
from trainlab.diagnose.curves.late_fall import SPAN, late_fall
from trainlab.diagnose.curves.levels import BLOCKS, SMALLEST_LOSS, Levels
from trainlab.diagnose.curves.series import Series, of_levels
from trainlab.diagnose.curves.steps_left import HORIZON, StepsLeft, predict_flattening
from trainlab.diagnose.symptoms._patience import wait_longer
from trainlab.diagnose.symptoms.symptom import Symptom
from trainlab.record import Finding, Trial

FALL = 0.045
"""Smallest fall of the loss over the last quarter, of its level. A power law that falls by less gains less
than 10% by twice the training, which is not worth the wait."""

FALL_OF_PROGRESS = 0.0075
"""Smallest fall over the span, of all the loss has fallen. The cross-entropy of separable classes falls
forever like 1/t, a quarter of its level in every last quarter (Soudry et al. 2018); this ends it."""

NEGLIGIBLE = 0.02
"""A trial that is to flatten within this share of its training so far is as good as flat."""

SOON = 0.1
"""In a tenth of training so far; with that as one end and no other, an interval says nothing."""

WIDE = 10
"""An interval whose ends are further apart than tenfold has no middle worth reporting: it would be off by
a factor of three or more, as would its lower end. Only the upper end is reported."""

LARGEST = 300.0
"""A fall by more than e to this power is taken for one by as much: its number would overflow."""

MEANS = BLOCKS // 10
"""Levels whose mean is printed as the loss of a moment, a tenth of training."""


@dataclass(frozen=True)
class Fall:
    """What is printed of a fall: the curve, and its losses a quarter before the end and at the end."""

    curve: str
    earlier: float
    last: float
    since: int
    steps: int

    @property
    def share(self) -> float:
        """The fall, of the earlier loss."""
        return 1 - self.last / self.earlier

    @property
    def words(self) -> str:
        """It in words."""
        means = ", in means of a tenth of training," if self.curve == "train_loss" else ""
        return (
            f"its {self.curve.replace('_', ' ')}{means} fell by {self.share:.0%} over the last quarter of "
            f"training, from {self.earlier:.3g} to {self.last:.3g}"
        )


def find_still_falling(trials: Mapping[int, Trial], levels: Levels, measured: Series | None) -> list[Finding]:
    """Trials whose loss still fell, beyond its noise, over the last quarter.

    Not those that reached what they were to train ``until``, nor those that stopped because validation did
    not improve, whatever their train loss did.

    The fall printed is that from the last evaluation in the first three quarters of training to the last one;
    where only the loss of the steps shows it, from the mean of the four levels (a tenth of training) before
    that moment to that of the last four.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        measured: what evaluations measured; a fall may show in either, but a penalty that shrinks, which
            only the loss of steps includes, is not progress.
    """
    views = [_View.of(of_levels(levels), levels.untrained)]
    if measured is not None:
        views.insert(0, _View.of(measured, measured.losses[:, 0]))
    shown: dict[int, _View] = {}
    for row, number in enumerate(levels.trials):
        trial = trials[int(number)]
        if _stopped_rightly(trial):
            continue
        penalised = trial.settings.get("l1") or trial.settings.get("l2")
        for view in views:
            if view.falls[row] and not (penalised and view is not views[0] and views[0].series.count[row]):
                shown[row] = view
                break
    findings = []
    for view in views:
        rows = np.array([row for row in shown if shown[row] is view], dtype=int)
        if not rows.size:
            continue
        left = predict_flattening(view.series, rows, view.start[rows], _flat)
        for n, row in enumerate(rows):
            fall = _printed(view.series, row)
            if left.middle[n] - 1 >= NEGLIGIBLE and max(fall.last, SMALLEST_LOSS) < fall.earlier:
                findings.append(_finding(trials[int(levels.trials[row])], fall, left, n))
    return findings


@dataclass(frozen=True)
class _View:
    series: Series
    start: np.ndarray
    falls: np.ndarray

    @classmethod
    def of(cls, series: Series, start: np.ndarray) -> _View:
        late = late_fall(series)
        last = np.ones(len(start))
        for rows in series.groups():
            last[rows] = series.losses[rows, int(series.count[rows[0]]) - 1]
        # A wave that happens to end low has fallen by less than it goes up and down.
        sure = late.sure & (-late.change > late.scatter)
        earlier = last * np.exp(np.minimum(-late.change, LARGEST))
        falls = ~_flat(earlier, last, np.maximum(start, last))
        return cls(series, start, (series.count > 0) & sure & falls)


def _flat(earlier: np.ndarray, now: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Whether a fall from one level to another, a quarter of training later, is not worth the wait."""
    fall = earlier - now
    return (fall < FALL * earlier) | (fall < FALL_OF_PROGRESS * (start - now))


def _printed(series: Series, row: int) -> Fall:
    values, steps = series.values(row), series.steps[row, : series.count[row]]
    if series.curve == "train_loss":
        before = round(BLOCKS * (1 - SPAN))
        earlier, last = float(values[before - MEANS : before].mean()), float(values[-MEANS:].mean())
        return Fall(series.curve, earlier, last, int(steps[before - 1]), int(steps[-1]) + 1)
    before = int(np.flatnonzero(series.time[row, : len(values)] <= 1 - SPAN)[-1])
    return Fall(series.curve, float(values[before]), float(values[-1]), int(steps[before]), int(steps[-1]))


def _stopped_rightly(trial: Trial) -> bool:
    """Whether a trial ended for a reason that a falling train loss does not contradict."""
    if trial.stopped_by == "early_stopping" and trial.settings.get("early_stopping") != "train_loss":
        # Accuracy may not change, or the loss fall by less than min_delta, while validation still improves.
        return not trial.final.get("validation_loss", np.nan) < trial.best.get("validation_loss", np.nan)
    return trial.stopped_by == "until"


def _finding(trial: Trial, fall: Fall, left: StepsLeft, row: int) -> Finding:
    needed, counts = _in_words(fall.steps, (left.low[row], left.middle[row], left.high[row]))
    if trial.stopped_by == "early_stopping":
        when = f" when early stopping ended it at step {trial.steps:,}"
        advice = f"Wait longer: {wait_longer(trial)}."
    else:
        unit = "epochs" if "epochs" in trial.settings else "steps"
        length = trial.settings.get(unit)
        when, advice = "", f"Train longer: raise {unit}{'' if length is None else f' (it was {length})'}."
    return Finding(
        symptom="still falling",
        trials=(trial.id,),
        sentence=f"trial {trial.id} was still falling{when}: {fall.words}{needed}.",
        advice=advice,
        evidence={
            "curve": fall.curve, "fall": fall.share, "earlier": fall.earlier, "loss": fall.last,
            "since": fall.since, "steps": fall.steps, **counts,
        },
    )  # fmt: skip


def _in_words(steps: int, lengths: tuple[float, float, float]) -> tuple[str, dict[str, int]]:
    """How many more steps it takes, in words and as evidence; ends beyond the horizon are left out."""
    names = ("steps_left_low", "steps_left", "steps_left_high")
    left = {
        name: _short((length - 1) * steps) for name, length in zip(names, lengths, strict=True)
        if length < HORIZON
    }  # fmt: skip
    low, high = left.get(names[0]), left.get(names[2])
    if high is None or (low is not None and high > WIDE * low):
        left.pop("steps_left", None)
    if low is None:
        return f" and will not flatten within {HORIZON:.0f} times as many steps", left
    if high is None and lengths[0] - 1 < SOON:
        return "; its curve does not show when it will flatten", left
    if high is None:
        return f"; it needs at least {counted(low, 'more step')} to flatten", left
    if "steps_left" not in left:
        return f"; it needs at most {counted(high, 'more step')} to flatten", left
    about = counted(left["steps_left"], "more step")
    return f"; it needs about {about} to flatten ({low:,} to {high:,})", left


def _short(steps: float) -> int:
    """A number of steps in two digits: more are not known."""
    return int(float(f"{max(steps, 1):.1e}"))


STILL_FALLING = Symptom(
    name="still falling",
    find=lambda judged: find_still_falling(
        judged.trials, judged.levels, judged.measured or judged.validation
    ),
    silences=("flat since",),
)
