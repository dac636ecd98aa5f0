"""Which trials exploded, so that the others decide what a picture shows."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from trainlab.record import StudyInfo, Trial

FAR = 2.0
"""A loss this many times its start, or that of guessing, has exploded; findings say so, too."""


def guessing_loss(info: StudyInfo) -> float:
    """The cross-entropy of guessing among the classes of a study; 0 where their number is not known."""
    classes = info.dataset.get("classes")
    return math.log(classes) if isinstance(classes, int) and classes > 1 else 0.0


def exploded_trials(info: StudyInfo, trials: Sequence[Trial]) -> frozenset[int]:
    """Ids of the trials that diverged, or ended with a cross-entropy on train far above that of guessing."""
    far = FAR * guessing_loss(info) or math.inf
    return frozenset(
        trial.id
        for trial in trials
        if trial.status == "diverged"
        or (
            trial.settings.get("loss") == "cross_entropy"
            and trial.final.get("evaluated_train_loss", 0.0) > far
        )
    )


def stayed_far_above_start(losses: np.ndarray, guessing: float) -> np.ndarray:
    """(trials,) whose train loss lay far above its start at half the points of its second half.

    Args:
        losses: (trials, points) train loss; NaN where there is none.
        guessing: the loss of guessing, which a start by luck below it does not replace; 0 where not known.
    """
    known = np.isfinite(losses)
    points = losses.shape[1]
    start = np.where(known.any(axis=1), losses[np.arange(len(losses)), known.argmax(axis=1)], np.inf)
    last = points - 1 - known[:, ::-1].argmax(axis=1)
    late = known & (np.arange(points) > last[:, None] / 2)
    far = late & (losses > FAR * np.maximum(start, guessing)[:, None])
    return 2 * far.sum(axis=1) > late.sum(axis=1)
