"""Symptom: the loss ended where it started, or no lower than guessing gets it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from trainlab.counted import counted
from trainlab.diagnose.curves.late_fall import late_fall
from trainlab.diagnose.curves.levels import SMALLEST_LOSS, Levels
from trainlab.diagnose.curves.series import MIN_EVALUATIONS, Series, of_levels
from trainlab.diagnose.symptoms._patience import wait_longer
from trainlab.diagnose.symptoms.chance import Classes
from trainlab.diagnose.symptoms.symptom import Symptom
from trainlab.record import Finding, Trial
from trainlab.record.wording import short_value

MARGIN = 0.05
"""A loss within this share of the loss of guessing, or of its start, is no better than it: the gain
does not show in the accuracy."""

END = 0.75
"""Share of training after which points count as the end."""

MOVES = 0.01
"""Smallest fall over all of training that counts as one: a plot shows it."""

MOVES_LATE = 0.005
"""Smallest fall over the last quarter that does: half of that, for the quarter is short."""

AT_CHANCE = 0.02
"""A loss that fell in every evaluation is at the loss of guessing within this share of it."""

LEARNED = 0.5
"""A trial whose loss was once below this share of its start and of guessing has learned, and lost it again;
so has one whose best evaluation got this share right of what guessing the largest class gets wrong."""

ROSE = 0.2
"""An end that is this much above the start, of the start, was thrown up by too large a rate."""


@dataclass(frozen=True)
class Course:
    """Where each loss began and ended.

    Attributes:
        start: (trials,) the loss of the untrained net.
        end: (trials,) median of the points of the last quarter.
        lowest: (trials,) the lowest point.
        moves: (trials,) whether it falls at its end, beyond noise, by ``MOVES_LATE`` in a quarter.
        always: (trials,) whether every point lies below the one before, and the last below the first by
            ``MOVES``.
    """

    start: np.ndarray
    end: np.ndarray
    lowest: np.ndarray
    moves: np.ndarray
    always: np.ndarray


def find_never_learned(
    trials: Mapping[int, Trial], levels: Levels, measured: Series | None, classes: Classes | None
) -> list[Finding]:
    """Trials that ended no better than they started or than guessing, and were not on their way to it.

    Not those that had clearly learned at some point, and fell back.

    What is looked at, and printed, is the loss of evaluations where a trial has two of them, that of its
    steps (40 levels, see ``levels.py``) elsewhere. The start is the evaluation at step 0, or the loss of the
    first step; the end is the median of the evaluations, or levels, of the last quarter of training.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        measured: what evaluations measured.
        classes: of the training examples, which tell the loss of guessing.
    """
    of_steps = of_levels(levels)
    if measured is not None:  # what evaluations tell is not asked of steps
        of_steps = replace(of_steps, count=np.where(measured.count > 0, 0, of_steps.count))
    views = [(of_steps, _course(of_steps, levels.first))]
    if measured is not None:
        views.insert(0, (measured, _course(measured, measured.losses[:, 0])))
    findings = []
    for row, number in enumerate(levels.trials):
        trial = trials[int(number)]
        view, course = next(((v, c) for v, c in views if v.count[row]), (None, None))
        if view is None or course is None or course.moves[row]:
            continue
        chance = classes.loss_of_guessing(trial, view is measured) if classes else None
        start, end = float(course.start[row]), float(course.end[row])
        reference = start if view is measured else float(max(levels.untrained[row], start))
        if max(start, end) <= SMALLEST_LOSS or end < (1 - MARGIN) * min(reference, chance or np.inf):
            continue
        if course.lowest[row] < LEARNED * min(reference, chance or np.inf) or _got_right(trial, classes):
            continue
        if course.always[row] and not (chance and abs(end / chance - 1) <= AT_CHANCE):
            continue
        steps = int(view.steps[row, view.count[row] - 1]) + (view is not measured)
        findings.append(_finding(trial, view, start, end, steps, chance, classes))
    return findings


def _got_right(trial: Trial, classes: Classes | None) -> bool:
    """Whether the best evaluation got far more of the training examples right than guessing does.

    An untrained net may by luck, on few examples.
    """
    accuracy = trial.best.get("train_accuracy", math.nan)
    if classes is None or not trial.best_step:
        return False
    return 1 - accuracy < LEARNED * (1 - max(classes.shares))


def _course(series: Series, start: np.ndarray) -> Course:
    late = late_fall(series)
    end, lowest, always = np.ones(len(start)), np.ones(len(start)), np.zeros(len(start), dtype=bool)
    for rows in series.groups():
        points = int(series.count[rows[0]])
        log = series.log[rows, :points]
        last = np.where(series.time[rows, :points] >= END, series.losses[rows, :points], np.nan)
        end[rows] = np.nanmedian(last, axis=1)
        lowest[rows] = series.losses[rows, :points].min(axis=1)
        always[rows] = (np.diff(log, axis=1) < 0).all(axis=1) & (-np.expm1(log[:, -1] - log[:, 0]) >= MOVES)
    moves = late.sure & (-np.expm1(late.change) >= MOVES_LATE)
    for rows in series.groups():
        points = int(series.count[rows[0]])
        if points < MIN_EVALUATIONS:  # too few to be sure by: each must have fallen
            last = -np.expm1(series.log[rows, points - 1] - series.log[rows, points - 2])
            moves[rows] = always[rows] & (last >= MOVES)
    return Course(start, end, lowest, moves, always)


def _finding(
    trial: Trial, view: Series, start: float, end: float, steps: int, chance: float | None,
    classes: Classes | None,
) -> Finding:  # fmt: skip
    guess = f"; {classes.words} gives {chance:.3g}" if chance and classes else ""
    evidence = {"curve": view.curve, "start": start, "end": end, "steps": steps}
    return Finding(
        symptom="never learned",
        trials=(trial.id,),
        sentence=f"trial {trial.id} never learned: in {counted(steps, 'step')} its {view.name} went "
        f"from {start:.3g} to {end:.3g}, its median over the last quarter{guess}.",
        advice=_advice(trial, start, end),
        evidence=evidence | ({"chance": chance} if chance else {}),
    )


def _advice(trial: Trial, start: float, end: float) -> str:
    wait = f", or wait longer: {wait_longer(trial)}" if trial.stopped_by == "early_stopping" else ""
    settings = trial.settings
    if settings.get("batch_size") == 1 and "batchnorm" in str(settings.get("net", "")):
        return (
            "Raise batch_size (it was 1): batch normalisation subtracts the mean of the batch from each "
            f"example, which leaves nothing of a single one{wait}."
        )
    rate = settings.get("learning_rate")
    was = "" if rate is None else f" (it was {short_value(rate)})"
    if end > (1 + ROSE) * start:
        return f"Lower learning_rate{was}: the loss went up, not down{wait}."
    return (
        f"Try a larger learning_rate{was} if the loss hardly moves, a smaller one if it jumps, or "
        f"another initialisation{wait}."
    )


NEVER_LEARNED = Symptom(
    name="never learned",
    find=lambda judged: find_never_learned(judged.trials, judged.levels, judged.few, judged.classes),
    # Curves that hardly came down have no trend to be jagged against.
    silences=(
        "overfits", "still falling", "plateau then drop", "early spike recovered", "jagged", "flat since",
    ),
)  # fmt: skip
