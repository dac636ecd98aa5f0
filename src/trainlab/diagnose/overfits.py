"""Symptom: the validation loss turned upwards while the train loss went on falling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.levels import BLOCKS, Levels
from trainlab.diagnose.series import Series
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


def find_overfits(
    trials: Mapping[int, Trial], levels: Levels, measured: Series | None, validation_loss: Curves
) -> list[Finding]:
    """Trials whose validation loss rose from an early minimum while their train loss fell.

    What is printed of the validation loss is its lowest evaluation and its last one. The train loss printed
    is that of the same two evaluations; where it was not measured there, the mean of the tenth of all steps
    around the lowest, and of the last tenth.

    Args:
        trials: the trials judged, by id.
        levels: of their train loss.
        measured: the train loss of evaluations, where it was measured.
        validation_loss: of every evaluation.
    """
    rows = validation_loss.rows
    findings = []
    rose = _rose(validation_loss.values)
    for level_row, number in enumerate(levels.trials):
        trial = trials[int(number)]
        if trial.id not in rows or not rose[rows[trial.id]]:
            continue
        turn = _turn(validation_loss.steps, validation_loss.values[rows[trial.id]])
        if turn is None:
            continue
        train = _train_losses(levels, measured, level_row, turn.step)
        if train is not None and train.last < train.earlier:
            findings.append(_finding(trial, turn, train))
    return findings


def _rose(losses: np.ndarray) -> np.ndarray:
    """(trials,) whether any value lies above an earlier one by as much as a rise takes."""
    if not losses.size:
        return np.zeros(len(losses), dtype=bool)
    lowest = np.fmin.accumulate(losses, axis=1)
    with np.errstate(invalid="ignore", over="ignore"):
        return np.asarray((losses - lowest > RISE * np.abs(lowest)).any(axis=1))


@dataclass(frozen=True)
class _Turn:
    """The lowest validation loss, the step it was measured at, and the last one."""

    step: int
    lowest: float
    last: float


@dataclass(frozen=True)
class _Train:
    """The train loss at the turn and at the end; ``curve`` says which one."""

    curve: str
    earlier: float
    last: float


def _turn(steps: np.ndarray, losses: np.ndarray) -> _Turn | None:
    """The turn of a curve that turned upwards and stayed up."""
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
    lowest = int(np.argmin(losses))
    for low, rise, scatters in (
        (float(smooth[valley]), RISE, error),
        (float(losses.min()), RISE_OF_ONE, 1 + error),
    ):
        high = end - low > max(rise * abs(low), SCATTERS * scatters * scatter)
        if high and steps[lowest] <= TURN * steps[-1] and losses[-1] > losses[lowest]:
            return _Turn(int(steps[lowest]), float(losses[lowest]), float(losses[-1]))
    return None


def _train_losses(levels: Levels, measured: Series | None, row: int, step: int) -> _Train | None:
    if measured is not None and measured.count[row]:
        values, steps = measured.values(row), measured.steps[row, : measured.count[row]]
        at = int(np.searchsorted(steps, step))
        if at < len(steps) and steps[at] == step:
            return _Train(measured.curve, float(values[at]), float(values[-1]))
    if not levels.long_enough[row]:
        return None
    width = BLOCKS // 10
    block = int(np.searchsorted(levels.steps[row, :-1], step, side="right")) - 1
    first = min(max(block - width // 2, 0), BLOCKS - width)
    values = levels.values[row]
    return _Train("train_loss", float(values[first : first + width].mean()), float(values[-width:].mean()))


def _finding(trial: Trial, turn: _Turn, train: _Train) -> Finding:
    watched = trial.settings.get("early_stopping")
    if watched == "train_loss":  # whose best weights are those that fit train best
        remedy = "Watch validation_loss with early_stopping, train shorter, or regularise"
    elif trial.stopped_by == "early_stopping":
        remedy = "Its best weights are from before; to get further, regularise"
    else:
        remedy = "Take its best weights, train shorter, or regularise"
    means = ", in means of a tenth of training," if train.curve == "train_loss" else ""
    return Finding(
        symptom="overfits",
        trials=(trial.id,),
        sentence=f"trial {trial.id} overfits: its validation loss was lowest, {turn.lowest:.3g}, at step "
        f"{turn.step:,} and rose to {turn.last:.3g} while its {train.curve.replace('_', ' ')}{means} fell "
        f"from {train.earlier:.3g} to {train.last:.3g}.",
        advice=f"{remedy}: l2, weight_decay, dropout, a smaller net.",
        evidence={
            "step": turn.step, "lowest": turn.lowest, "last": turn.last, "curve": train.curve,
            "train_then": train.earlier, "train_last": train.last,
        },
    )  # fmt: skip
