"""Symptom: the validation loss turned upwards while the train loss went on falling."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import Levels
from trainlab.diagnose.trend import neighbour_scatter
from trainlab.record import Curves, Finding, Trial

FEWEST_EVALUATIONS = 5
"""With fewer evaluations a minimum inside the curve is mostly luck."""

TURN = 0.8
"""The validation loss must be lowest before this share of training."""

RISE = 0.05
"""Smallest rise from the lowest to the last validation loss, of the lowest."""

RISE_OF_ONE = 0.15
"""Smallest rise from a valley that is a single evaluation: it may be lucky, or the turn may come early."""

SMOOTHED = 0.1
"""Share of the evaluations in the running median whose lowest is the valley: a lucky evaluation is none."""

SCATTERS = 3.0
"""Standard errors of the end by which it must lie above the lowest."""

SHARE_AT_END, FEWEST_AT_END = 0.1, 3
"""The end is the median of this share of the evaluations, at least so many."""

MEDIAN = 1.25
"""Standard error of the median of Gaussian values over that of their mean: sqrt(pi / 2)."""


def find_overfits(trials: Mapping[int, Trial], levels: Levels, validation_loss: Curves) -> list[Finding]:
    """Trials whose validation loss rose from an early minimum while their train loss fell."""
    rows = validation_loss.rows
    means = levels.values
    findings = []
    rose = _rose(validation_loss.values)
    for level_row in np.flatnonzero(levels.long_enough):
        trial = trials[int(levels.trials[level_row])]
        if trial.id not in rows or not rose[rows[trial.id]]:
            continue
        turn = _turn(validation_loss.steps, validation_loss.values[rows[trial.id]])
        if turn is None:
            continue
        step, lowest, last = turn
        train = means[level_row]
        block = int(np.searchsorted(levels.steps[level_row, :-1], step, side="right")) - 1
        if train[-1] < train[max(block, 0)]:
            findings.append(_finding(trial, step, lowest, last))
    return findings


def _rose(losses: np.ndarray) -> np.ndarray:
    """(trials,) whether any value lies above an earlier one by as much as a rise takes."""
    if not losses.size:
        return np.zeros(len(losses), dtype=bool)
    lowest = np.fmin.accumulate(losses, axis=1)
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray((losses - lowest > RISE * np.abs(lowest)).any(axis=1))


def _turn(steps: np.ndarray, losses: np.ndarray) -> tuple[int, float, float] | None:
    """Step and loss of the minimum and the loss at the end, if the curve turned upwards in between."""
    known = np.isfinite(losses)
    steps, losses = np.asarray(steps)[known], np.asarray(losses, dtype=float)[known]
    if losses.size < FEWEST_EVALUATIONS:
        return None
    width = max(3, round(losses.size * SMOOTHED)) | 1
    smooth = np.median(np.lib.stride_tricks.sliding_window_view(losses, width), axis=1)
    valley = int(np.argmin(smooth))
    last = losses[-max(FEWEST_AT_END, round(losses.size * SHARE_AT_END)) :]
    end, error = float(np.median(last)), MEDIAN / np.sqrt(last.size)
    scatter = float(neighbour_scatter(losses[valley:]))  # a rise is no scatter
    for lowest, low, rise, scatters in (
        (valley + int(np.argmin(losses[valley : valley + width])), float(smooth[valley]), RISE, error),
        (int(np.argmin(losses)), float(losses.min()), RISE_OF_ONE, 1 + error),
    ):
        high = end - low > max(rise * abs(low), SCATTERS * scatters * scatter)
        if high and steps[lowest] <= TURN * steps[-1]:
            return int(steps[lowest]), float(losses[lowest]), float(losses[-1])
    return None


def _finding(trial: Trial, step: int, lowest: float, last: float) -> Finding:
    watched = trial.settings.get("early_stopping")
    if watched == "train_loss":  # whose best weights are those that fit train best
        remedy = "Watch validation_loss with early_stopping, train shorter, or regularise"
    elif trial.stopped_by == "early_stopping":
        remedy = "Its best weights are from before; to get further, regularise"
    else:
        remedy = "Take its best weights, train shorter, or regularise"
    return Finding(
        symptom="overfits",
        trials=(trial.id,),
        sentence=f"trial {trial.id} overfits: its validation loss was lowest, {lowest:.3g}, at step {step:,} "
        f"and rose to {last:.3g} while its train loss fell.",
        advice=f"{remedy}: l2, weight_decay, dropout, a smaller net.",
        evidence={"step": step, "lowest": lowest, "last": last},
    )
