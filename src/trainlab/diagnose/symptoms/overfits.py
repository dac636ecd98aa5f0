"""Symptom: the validation loss turned upwards while the train loss continued to fall."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.curves.levels import BLOCKS, Levels
from trainlab.diagnose.curves.running import running_medians
from trainlab.diagnose.curves.series import Series
from trainlab.diagnose.symptoms.symptom import Symptom
from trainlab.record import Finding, Trial

MIN_EVALUATIONS = 5
"""With fewer evaluations a minimum inside the curve is mostly luck."""

TURN = 0.8
"""The validation loss must be lowest before this share of training."""

RISE = 0.05
"""Smallest rise of the validation loss, of its lowest: with less there is nothing to gain by stopping."""

EXAMPLE = 1.3
"""Deviation of the loss of one validation example, of their mean: somewhat more than that of an exponential
distribution, since a few are confidently wrong. A rise by less than a standard error of the mean of the
validation examples may be theirs alone."""

ERRORS = 1.0
"""Standard errors by which the end must lie above the lowest, beyond those by which the lowest of
several values is low by chance."""

USUAL = 0.8
"""Share of the scatters, the smaller ones, that give the usual scatter: a spike is not noise of the rest."""

TRAIN_FELL = 0.02
"""Smallest fall of the train loss meanwhile, of its level: where neither loss moves nothing overfits."""

VALLEY = 0.06
"""Share of the evaluations, at least ``MIN_SMOOTHED``, whose running median may be the valley: early ones
are short."""

SMOOTHED, MIN_SMOOTHED = 0.1, 3
"""Share of the evaluations, at least ``MIN_SMOOTHED``, whose running medians are compared: a lucky evaluation
is not a valley, and one last jump is not the end."""

MEDIAN = 1.25
"""Standard error of the median of Gaussian values over that of their mean: sqrt(pi / 2)."""


def find_overfits(
    trials: Mapping[int, Trial],
    levels: Levels,
    measured: Series | None,
    validation: Series | None,
    examples: int | None,
) -> list[Finding]:
    """Trials whose validation loss rose from an early minimum while their train loss fell.

    The lowest of running medians of a tenth of the evaluations is compared with the last of them: the rise
    must be worth mentioning, more than the noise of this curve gives over this many comparisons, and
    more than a standard error of the mean over this many validation examples.

    What is printed of the validation loss is its lowest evaluation and its last one. The train loss printed
    is that of the same two evaluations; where it was not measured there, the mean of the tenth of all steps
    around the lowest, and of the last tenth.

    Args:
        trials: the trials judged, by id.
        levels: of their train loss.
        measured: the train loss of evaluations, where it was measured.
        validation: the validation loss of evaluations.
        examples: of the validation split, where it is known.
    """
    if validation is None:
        return []
    findings = []
    for rows in validation.groups():
        for row in rows[_rose(validation.losses[rows, : int(validation.count[rows[0]])], examples)]:
            steps, losses = validation.steps[row], validation.values(int(row))
            lowest = int(np.argmin(losses))
            turn = _Turn(int(steps[lowest]), float(losses[lowest]), float(losses[-1]))
            train = _train_losses(levels, measured, int(row), turn.step)
            if (
                steps[lowest] <= TURN * steps[len(losses) - 1]
                and turn.last > (1 + RISE) * turn.lowest
                and train is not None
                and train.last < (1 - TRAIN_FELL) * train.earlier
            ):
                findings.append(_finding(trials[int(levels.trials[row])], turn, train))
    return findings


def _rose(losses: np.ndarray, examples: int | None) -> np.ndarray:
    """(trials,) whether each validation loss rose from a valley, by more than noise."""
    points = losses.shape[1]
    bends = np.sort(np.abs(np.diff(losses[:, 1:], n=2, axis=1)), axis=1)
    usual = bends[:, : max(int(USUAL * bends.shape[1]), 1)]
    scatter = np.sqrt((usual**2).mean(axis=1) / 6)  # second differences have 6 times the variance
    wide = max(MIN_SMOOTHED, round(SMOOTHED * points)) | 1
    end = np.median(losses[:, -wide:], axis=1)
    worth = max(RISE, EXAMPLE / math.sqrt(examples)) if examples else RISE
    rose = np.zeros(len(losses), dtype=bool)
    for width in {max(MIN_SMOOTHED, round(VALLEY * points)) | 1, wide}:
        rise = end - running_medians(losses, width).min(axis=1)
        error, of_end = (scatter * MEDIAN / math.sqrt(n) for n in (width, wide))
        lucky = math.sqrt(2 * math.log(points / width))  # the lowest of this many Gaussian values
        rose |= (rise > worth * (end - rise)) & (rise > lucky * error + ERRORS * np.hypot(error, of_end))
    return rose


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


OVERFITS = Symptom(
    name="overfits",
    find=lambda judged: judged.overfits,
    # An overfitted trial should not be trained longer.
    silences=("still falling", "flat since"),
)
