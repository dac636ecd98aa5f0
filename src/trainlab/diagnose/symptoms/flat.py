"""Symptom: the loss stopped changing long before training ended."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.curves.levels import BLOCKS, SMALLEST_LOSS, Levels
from trainlab.diagnose.curves.series import Series
from trainlab.diagnose.curves.trend import trend
from trainlab.diagnose.symptoms._patience import wait_less
from trainlab.diagnose.symptoms.symptom import Symptom
from trainlab.record import Finding, Trial

SHARE = 0.5
"""Share of training that must be flat: with less, the length was well chosen."""

BAND = 0.05
"""Largest deviation of an evaluation from the level of the flat part, of it: less is not worth a wait."""

CHANGE = 0.03
"""Changes of a level smaller than this share of it do not count: with its noise, it stays in the band."""

DRIFT = 0.05
"""Largest drift over the flat half, of the loss's level: slow progress is not flat."""

DRIFT_ERRORS = 1.0
"""Standard errors that noise may add to that."""

AVERAGED = (1, 4)
"""The mean of this many neighbouring levels must not differ from the end: noise hides a fall in one."""

SCATTERS = 3.5
"""Standard errors that such a mean may be away: about the largest of 40 Gaussian ones in 50 trials."""

NOISIEST = 0.1
"""Largest standard error of the drift, in log loss: with more, a considerable fall would look flat."""


def find_flat(trials: Mapping[int, Trial], levels: Levels, measured: Series | None) -> list[Finding]:
    """Trials whose loss did not change, beyond its noise, over at least the last half of training.

    Not those that trained ``until`` they reached something: they ended at once. Where a trial has five
    evaluations, these must stay in a band (all of them, so that noise cannot hide a fall); elsewhere the 40
    levels of its steps must, as far as their noise lets one see.

    The losses printed are the smallest and the largest of the evaluations, or levels, from the step on that
    is named; the median of those is in the evidence.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        measured: what evaluations measured.
    """
    evaluated = np.zeros(len(levels.trials), dtype=bool) if measured is None else measured.count > 0
    asked = levels.long_enough & ~evaluated
    since = np.where(asked, _flat_since(levels), BLOCKS) if asked.any() else np.full(len(evaluated), BLOCKS)
    flat = np.where(
        evaluated, False if measured is None else _in_a_band(measured), since <= BLOCKS * (1 - SHARE)
    )
    findings = []
    for row in np.flatnonzero(flat):
        trial = trials[int(levels.trials[row])]
        if trial.stopped_by == "until":
            continue
        if measured is not None and evaluated[row]:
            findings.append(_finding(trial, measured.curve, *_flat_evaluations(measured, int(row))))
        else:
            first = int(since[row])
            early, late = np.array_split(levels.values[row, first:], 2)
            if abs(np.log(max(early.mean(), SMALLEST_LOSS) / max(late.mean(), SMALLEST_LOSS))) > DRIFT:
                first = max(first, BLOCKS // 2)  # only the last half was looked at for drift
            values, step = levels.values[row, first:], int(levels.steps[row, first])
            findings.append(_finding(trial, "train_loss", values, step, 1 - first / BLOCKS))
    return findings


def _in_a_band(measured: Series) -> np.ndarray:
    """(trials,) whether no evaluation of the last half is off their median."""
    seen = np.zeros(len(measured.count), dtype=bool)
    for rows in measured.groups():
        points = int(measured.count[rows[0]])
        log = measured.log[rows, :points]
        late = np.where(measured.time[rows, :points] >= 1 - SHARE, log, np.nan)
        away = np.abs(late - np.nanmedian(late, axis=1, keepdims=True)) > np.log1p(BAND)
        seen[rows] = ~away.any(axis=1)
    return seen


def _flat_evaluations(measured: Series, row: int) -> tuple[np.ndarray, int, float]:
    """The evaluations of the flat part, the step of its first evaluation, and its share of training."""
    points = int(measured.count[row])
    time, log = measured.time[row, :points], measured.log[row, :points]
    half = time >= 1 - SHARE
    away = np.abs(log - np.median(log[half])) > np.log1p(BAND)
    first = points - int(np.argmax(away[::-1])) if away.any() else 0
    return measured.values(row)[first:], int(measured.steps[row, first]), float(1 - time[first])


def _flat_since(levels: Levels) -> np.ndarray:
    """(trials,) the first block of the flat part; ``BLOCKS`` where it drifts, or noise hides whether."""
    half = trend(levels, SHARE)
    since = np.zeros(len(levels.log), dtype=int)
    end = np.median(levels.log[:, BLOCKS // 2 :], axis=1)
    for count in AVERAGED:
        means = np.lib.stride_tricks.sliding_window_view(levels.log, count, axis=1).mean(axis=2)
        allowed = CHANGE + SCATTERS * half.scatter / np.sqrt(count)
        away = np.abs(means - end[:, None]) > allowed[:, None]
        # Of a mean that is away one block must be, at least the first.
        last = means.shape[1] - 1 - np.argmax(away[:, ::-1], axis=1)
        since = np.maximum(since, np.where(away.any(axis=1), last + 1, 0))
    still = (np.abs(half.change) < DRIFT + DRIFT_ERRORS * half.noise) & (half.noise < NOISIEST)
    return np.where(still, since, BLOCKS)


def _finding(trial: Trial, curve: str, values: np.ndarray, step: int, share: float) -> Finding:
    sooner = f"Stop sooner: {wait_less(trial)}" if trial.stopped_by else "Train shorter"
    low, middle, high = float(values.min()), float(np.median(values)), float(values.max())
    between = f"between {low:.3g} and {high:.3g}"
    stayed = f"at {middle:.3g}" if f"{low:.3g}" == f"{high:.3g}" else between
    means = ", in means of a 40th of training," if curve == "train_loss" else ""
    return Finding(
        symptom="flat since",
        trials=(trial.id,),
        sentence=f"trial {trial.id} was flat from step {step:,} on: its {curve.replace('_', ' ')}{means} "
        f"stayed {stayed} for the last {share:.0%} of training.",
        advice=f"{sooner}, or change what it is stuck on: learning_rate, net or batch_size.",
        evidence={"curve": curve, "step": step, "loss": middle, "low": low, "high": high, "share": share},
    )


FLAT = Symptom(
    name="flat since",
    find=lambda judged: find_flat(judged.trials, judged.levels, judged.measured or judged.validation),
)
