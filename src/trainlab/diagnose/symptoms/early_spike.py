"""Symptom: early in training the loss shot up, and recovered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.curves.levels import MAD_TO_DEVIATION, SMALLEST_LOSS, Levels, median_of_five
from trainlab.diagnose.curves.series import Series
from trainlab.diagnose.curves.trend import neighbour_scatter
from trainlab.diagnose.symptoms.symptom import Symptom
from trainlab.record import Finding, Trial
from trainlab.record.wording import short_value

EARLY = 0.3
"""Share of training that is early."""

SEEN_UNTIL = 1 / 3
"""Share of training within which an evaluation must show it: the next may come a little later."""

HIGH = 2.0
"""Smallest height, as a multiple of the level before: twice as high is a spike in any plot."""

CONFIRMED = 0.15
"""Smallest rise of the evaluated train loss, of the lowest evaluation before: one hard batch raises the loss
of a step by as much as a spike does, but not that of the same examples as before."""

SCATTERS = 4.0
"""Scatters of evaluations about their neighbours that their rise must have: the largest rise of thirty
Gaussian values is as high in 3% of curves."""

LATE_SCATTERS = 5.0
"""Deviations of late steps about their median that a rise must have where there are no evaluations."""

IN_A_ROW = 2
"""Steps that must all be as high where no evaluations distinguish a spike from a hard batch."""

AROUND = 5
"""Steps whose median (``median_of_five``) is the level before: a lucky batch is not."""

RECOVERED = 1.3
"""It recovered if it ends below this many times the level before, which is the lowest of noisy ones."""


@dataclass(frozen=True)
class _Rise:
    """Losses of an evaluation and of a higher one after it, with their steps."""

    earlier: float
    since: int
    later: float
    step: int


def find_early_spike(trials: Mapping[int, Trial], levels: Levels, measured: Series | None) -> list[Finding]:
    """Trials whose loss rose far above where it had been early in training, and ended back there.

    A step's loss is that of its batch. So a spike must show in evaluations as well, unless every step sees
    all of train; without evaluations two steps in a row must be as high.

    Printed are the highest loss of a step, with it the lowest running median of five steps before it; the
    largest rise between two evaluations of the first third; and the median of the last three of 40 means.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        measured: the train loss of evaluations.
    """
    findings = []
    evaluated = np.zeros(len(levels.trials), dtype=bool) if measured is None else measured.count > 0
    rose = ~evaluated if measured is None else ~evaluated | _rises(measured)
    for row in np.flatnonzero(levels.long_enough):
        trial = trials[int(levels.trials[row])]
        full = trial.settings.get("batch_size") == "full"
        if not full and not rose[row]:
            continue
        rise = None if measured is None or full or not evaluated[row] else _largest_rise(measured, int(row))
        early = levels.losses(int(row))[: int(np.ceil(EARLY * levels.count[row]))]
        if early.max() <= HIGH * early.min():
            continue
        top, before = _highest(early, 1 if full or evaluated[row] else IN_A_ROW)
        end = float(np.median(levels.values[row, -3:]))
        height = float(early[top])
        if not (full or evaluated[row]) and height < before * np.exp(
            LATE_SCATTERS * _late_scatter(levels, int(row))
        ):
            continue
        if height > HIGH * before and end < RECOVERED * before:
            step = int(levels.curves.row(int(row))[0][top])
            findings.append(_finding(trial, step, before, height, rise, end))
    return findings


def _late_scatter(levels: Levels, row: int) -> float:
    """Deviation of the losses of the last half of the steps, in logarithms, about their median."""
    count = int(levels.count[row])
    log = np.log(np.maximum(levels.losses(row)[count // 2 :], SMALLEST_LOSS))
    return float(MAD_TO_DEVIATION * np.median(np.abs(log - np.median(log))))


def _rises(measured: Series) -> np.ndarray:
    """(trials,) whether an evaluation of the first third lies far enough above a lower one before."""
    seen = np.zeros(len(measured.count), dtype=bool)
    for rows in measured.groups():
        points = int(measured.count[rows[0]])
        losses, early = measured.losses[rows, :points], measured.time[rows, :points] <= SEEN_UNTIL
        lowest = np.minimum.accumulate(losses, axis=1)
        enough = np.maximum(np.log1p(CONFIRMED), SCATTERS * neighbour_scatter(measured.log[rows, :points]))
        higher = np.log(np.maximum(losses, SMALLEST_LOSS) / np.maximum(lowest, SMALLEST_LOSS))
        seen[rows] = ((higher >= enough[:, None]) & early).any(axis=1)
    return seen


def _largest_rise(measured: Series, row: int) -> _Rise:
    """The largest rise, as a share, of the evaluations of the first third above a lower one before."""
    early = int((measured.time[row, : measured.count[row]] <= SEEN_UNTIL).sum())
    losses, steps = measured.losses[row, :early], measured.steps[row]
    lowest = np.minimum.accumulate(losses)
    shares = losses[1:] / np.maximum(lowest[:-1], SMALLEST_LOSS)
    top = int(np.argmax(shares)) + 1
    low = int(np.argmin(losses[:top]))
    return _Rise(float(losses[low]), int(steps[low]), float(losses[top]), int(steps[top]))


def _highest(losses: np.ndarray, in_a_row: int) -> tuple[int, float]:
    """The step at which losses rise highest above the lowest level before, and that level.

    Args:
        losses: of the early steps.
        in_a_row: steps that must be as high; the first one is returned.
    """
    half = AROUND // 2
    padded = np.concatenate([np.full(half, losses[0]), losses, np.full(half, losses[-1])])
    medians = median_of_five(*np.lib.stride_tricks.sliding_window_view(padded, AROUND).T)
    before = np.minimum.accumulate(np.concatenate([losses[:1], medians[:-1]]))
    tops = np.lib.stride_tricks.sliding_window_view(losses, in_a_row).min(axis=1)
    before = np.maximum(before[: len(tops)], SMALLEST_LOSS)
    top = int(np.argmax(tops / before))
    return top, float(before[top])


def _finding(
    trial: Trial, step: int, before: float, height: float, rise: _Rise | None, end: float
) -> Finding:
    confirmed, evaluated = "", {}
    if rise is not None:
        confirmed = (
            f" (its evaluated train loss rose from {rise.earlier:.3g} at step {rise.since:,} to "
            f"{rise.later:.3g} at step {rise.step:,})"
        )
        evaluated = {
            "evaluated_before": rise.earlier, "evaluated_since": rise.since,
            "evaluated_height": rise.later, "evaluated_step": rise.step,
        }  # fmt: skip
    return Finding(
        symptom="early spike recovered",
        trials=(trial.id,),
        sentence=f"trial {trial.id} had an early spike: at step {step:,} its train loss had shot up from "
        f"{before:.3g} to {height:.3g}{confirmed}; it recovered and ended at {end:.3g}.",
        advice=_advice(trial),
        evidence={"step": step, "before": before, "height": height, "loss": end, **evaluated},
    )


def _advice(trial: Trial) -> str:
    settings = trial.settings
    rate = settings.get("learning_rate")
    lower = "" if rate is None else f"lower learning_rate (it was {short_value(rate)})"
    ways = [] if settings.get("warmup") else ["warmup"]
    ways += ["clip_norm"] if settings.get("clip_norm", "inf") in ("inf", float("inf")) else []
    remedies = " or ".join(ways)
    if remedies and lower:
        return f"It did no harm in the end; {remedies} may avoid it, or {lower}."
    if remedies or lower:
        return f"It did no harm in the end; to avoid it, {f'set {remedies}' if remedies else lower}."
    return "It did no harm in the end."


EARLY_SPIKE = Symptom(
    name="early spike recovered",
    find=lambda judged: find_early_spike(judged.trials, judged.levels, judged.measured),
)
