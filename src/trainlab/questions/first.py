"""The first step at which a condition holds, and continues to hold."""

from __future__ import annotations

from typing import Literal

import numpy as np

from trainlab.errors import QuestionError
from trainlab.questions.series import HOLDS, Series

Hold = int | Literal["end"]
"""Points in a row at which a condition must hold, or ``end``: from there to the trial's last point."""


def read_hold(given: object) -> Hold:
    """Read how long a condition must hold.

    Raises:
        QuestionError: it is neither a whole number from 1 on nor ``end``.
    """
    text = str(given).strip().lower()
    if text == "end":
        return "end"
    if isinstance(given, bool) or not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) < 1:
        raise QuestionError(
            f"hold must be a number of points from 1 on, or 'end' for the rest of training, not '{given}'."
        )
    return int(text)


def first_steps(condition: Series, hold: Hold) -> np.ndarray:
    """Where each trial first fulfils a condition and then holds it.

    Args:
        condition: the condition at every point; one that is the same at every step is looked at at step 0.
        hold: for how many points of the trial it must hold, the first included.

    Returns:
        (trials,) steps; -1 for never.
    """
    steps = np.zeros(1, np.int64) if condition.steps is None else condition.steps
    trials = len(condition.values)
    if not len(steps):
        return np.full(trials, -1)
    points = np.ones(condition.values.shape, bool) if condition.points is None else condition.points
    holds = (condition.values == HOLDS) & points
    if hold == 1:
        return _first(holds, steps)
    number = np.cumsum(points, axis=1, dtype=np.int32)
    failed = np.maximum.accumulate(np.where(points & ~holds, number, 0), axis=1)
    run = number - failed  # points in a row at which it has held
    if hold == "end":
        start = np.where(run[:, -1] > 0, failed[:, -1], -1)
    else:
        enough = run >= hold
        column = np.argmax(enough, axis=1)
        start = np.where(enough.any(axis=1), failed[np.arange(trials), column], -1)
    begins = points & (number == start[:, None] + 1) & (start[:, None] >= 0)
    return _first(begins, steps)


def _first(chosen: np.ndarray, steps: np.ndarray) -> np.ndarray:
    return np.where(chosen.any(axis=1), steps[np.argmax(chosen, axis=1)], -1)
