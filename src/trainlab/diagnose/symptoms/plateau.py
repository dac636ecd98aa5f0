"""Symptom: the loss did not change for long, and then fell after all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.curves.levels import (
    BLOCKS,
    MEAN_SECOND_DIFFERENCE,
    SMALLEST_LOSS,
    Levels,
    median_of_three,
)
from trainlab.diagnose.curves.series import Series
from trainlab.diagnose.symptoms.symptom import Symptom
from trainlab.record import Finding, Trial

LONG = 0.2
"""Share of training a plateau must last."""

STILL = 0.04
"""Changes of the loss smaller than this share of its level do not count as changes."""

SCATTERS = 2.5
"""Standard deviations that levels of a plateau may scatter beyond that."""

NOISIEST = 0.035
"""Largest standard deviation of a level on a plateau: with more, a slow fall looks like one."""

DRIFT = 0.02
"""Largest change between the halves of a plateau, of its level."""

MIN_EVALUATIONS = 2
"""Evaluations that show whether a stretch is flat; with fewer its steps must show it."""

ERRORS = 1.0
"""Standard errors of the fall over a stretch of steps that count as fall."""

EDGE = 2
"""Levels at its end in which the drop may have begun: evaluations there do not count."""

DROP = 0.22
"""Smallest fall after it, of the plateau's level."""


def find_plateau(trials: Mapping[int, Trial], levels: Levels, measured: Series | None) -> list[Finding]:
    """Trials whose loss was flat over a stretch of training, and then fell within as long a time.

    Of the stretches whose levels lie near their first one and whose two halves agree, the longest counts that
    the loss leaves for good. Where noise hides whether it is flat, nothing is said; evaluations in the
    stretch must show it, too, or the slope of its steps where fewer than two evaluations are in it.

    Printed are the median of the levels of the plateau, its first step and the step after its last, and the
    lowest level from its last on.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        measured: the train loss of evaluations.
    """
    log = median_of_three(levels.log)
    second = np.abs(np.diff(levels.log, n=2, axis=1))
    total, bends = (_sums(values) for values in (levels.log, second))
    rows = np.arange(len(log))
    length, begin = np.zeros(len(log), int), np.zeros(len(log), int)
    shortest = round(LONG * BLOCKS)
    for first in range(BLOCKS - shortest):
        near = first + shortest - 2
        scatter = (bends[:, near] - bends[:, first]) / (near - first) / MEAN_SECOND_DIFFERENCE
        allowed = np.log1p(STILL) + SCATTERS * scatter
        away = np.abs(log[:, first:] - log[:, first : first + 1]) > allowed[:, None]
        end = np.where(away.any(axis=1), first + np.argmax(away, axis=1), BLOCKS)
        middle = (first + end) // 2
        left = (total[rows, middle] - total[:, first]) / np.maximum(middle - first, 1)
        right = (total[rows, end] - total[rows, middle]) / np.maximum(end - middle, 1)
        still = (np.abs(left - right) <= np.log1p(DRIFT) + scatter) & (scatter <= NOISIEST)
        after = np.minimum(end + np.maximum(end - first, 1), BLOCKS - 1)
        level, fall = (left + right) / 2, -np.log1p(-DROP)
        drops = (level - log[rows, after] > fall) & (level - np.median(log[:, -3:], axis=1) > fall)
        longer = still & drops & (end - first > length)
        length, begin = np.where(longer, end - first, length), np.where(longer, first, begin)
    seen = levels.long_enough & (length >= LONG * BLOCKS)
    for row in np.flatnonzero(seen):
        first, last = int(begin[row]), int(begin[row] + length[row]) - EDGE
        losses = _evaluations(measured, int(row), first / BLOCKS, last / BLOCKS)
        seen[row] = (
            losses.max() <= (1 + 2 * STILL) * losses.min() if len(losses) >= MIN_EVALUATIONS
            else _fall(levels, int(row), first, last) <= np.log1p(2 * STILL)
        )  # fmt: skip
    return [
        _finding(trials[int(levels.trials[row])], levels, int(row), int(begin[row]), int(length[row]))
        for row in np.flatnonzero(seen)
    ]


def _evaluations(measured: Series | None, row: int, begin: float, end: float) -> np.ndarray:
    """The losses of the evaluations in a stretch of training."""
    if measured is None:
        return np.empty(0)
    time = measured.time[row, : measured.count[row]]
    return measured.values(row)[(time >= begin) & (time <= end)]


def _fall(levels: Levels, row: int, first: int, last: int) -> float:
    """How far the losses of the steps of some blocks may have moved in all, in logarithms, noise included."""
    begin, end = (int(levels.count[row]) * block // BLOCKS for block in (first, last))
    log = np.log(np.maximum(levels.losses(row)[begin:end], SMALLEST_LOSS))
    steps = np.arange(len(log)) - (len(log) - 1) / 2
    if len(log) <= 2:
        return np.inf
    slope = steps @ log / (steps @ steps)
    rest = log - log.mean() - slope * steps
    error = np.sqrt(rest @ rest / (len(log) - 2) / (steps @ steps))
    return float(len(log) * (abs(slope) + ERRORS * error))


def _sums(values: np.ndarray) -> np.ndarray:
    """(trials, n + 1) sums of the first 0, 1, ..., n values of each row."""
    return np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)


def _finding(trial: Trial, levels: Levels, row: int, begin: int, length: int) -> Finding:
    values = levels.values[row]
    since, until = int(levels.steps[row, begin]), int(levels.steps[row, begin + length])
    plateau = float(np.median(values[begin : begin + length]))
    after = float(values[begin + length - 1 :].min())
    return Finding(
        symptom="plateau then drop",
        trials=(trial.id,),
        sentence=f"trial {trial.id} was on a plateau: its train loss stayed at {plateau:.3g} from step "
        f"{since:,} to {until:,} and then dropped to {after:.3g}.",
        advice="Do not stop a trial like it early; if the plateau is at the start, another weight_init or a "
        "larger learning_rate may shorten it.",
        evidence={"step": since, "until": until, "plateau": plateau, "loss": after},
    )


PLATEAU = Symptom(
    name="plateau then drop",
    find=lambda judged: find_plateau(judged.trials, judged.levels, judged.measured),
)
