"""A noisy loss curve brought down to a few levels, for every trial of a study at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from trainlab.record import Curves

BLOCKS = 40
"""Parts a curve is cut into. A quarter is then 10 levels: enough to fit a line through, few enough that each
level averages away most of the noise of single batches."""

FEWEST_STEPS = BLOCKS
"""A trial with fewer steps is too short to speak of a trend."""

SMALLEST_LOSS = 1e-12
"""Losses are lifted to this before their logarithm is taken; what is below it is rounding."""

LARGEST_LOSS = 1e30
"""Losses are lowered to this, so that sums and squares stay finite."""

MAD_TO_DEVIATION = 1.4826
"""Standard deviation of a Gaussian over its median absolute deviation (Rousseeuw & Croux 1993)."""

MEAN_SECOND_DIFFERENCE = 1.954
"""Mean absolute second difference of independent Gaussian values, in their deviations: sqrt(6) sqrt(2/pi)."""


@dataclass(frozen=True)
class Levels:
    """Block means of a loss curve, one row a trial.

    Attributes:
        trials: (trials,) ids.
        count: (trials,) losses before the first that is not finite.
        first: (trials,) the first loss, that of the untrained net on one batch.
        steps: (trials, BLOCKS + 1) step at which each block begins; the last column is the last step.
        log: (trials, BLOCKS) natural logarithm of the mean loss of each block.
        losses: (trials, points) the losses themselves, between ``SMALLEST_LOSS`` and ``LARGEST_LOSS``; what
            is not finite has some value between.
        validated: (trials,) whether ``first`` and ``log`` are of the validation loss: see ``quiet_levels``.
    """

    trials: np.ndarray
    count: np.ndarray
    first: np.ndarray
    steps: np.ndarray
    log: np.ndarray
    losses: np.ndarray
    validated: np.ndarray

    @property
    def long_enough(self) -> np.ndarray:
        """(trials,) whether it recorded ``FEWEST_STEPS`` finite losses; other rows mean nothing."""
        return self.count >= FEWEST_STEPS

    @cached_property
    def values(self) -> np.ndarray:
        """(trials, BLOCKS) mean loss of each block."""
        return np.exp(self.log)

    @property
    def untrained(self) -> np.ndarray:
        """(trials,) the loss training began at. The first block of a long curve may have learned already."""
        return np.maximum(self.values[:, 0], self.first)

    def name(self, row: int) -> str:
        """The curve whose levels a row holds."""
        return "validation loss" if self.validated[row] else "train loss"

    def where(self, chosen: np.ndarray, other: Levels) -> Levels:
        """These levels in the rows chosen, and in the rest the other levels of the same trials."""
        return replace(
            self,
            first=np.where(chosen, self.first, other.first),
            log=np.where(chosen[:, None], self.log, other.log),
            validated=np.where(chosen, self.validated, other.validated),
        )

    def at(self, step: np.ndarray) -> np.ndarray:
        """(trials,) level of the block that holds a step of each trial."""
        block = (self.steps[:, :-1] <= step[:, None]).sum(axis=1) - 1
        return self.values[np.arange(len(step)), np.clip(block, 0, BLOCKS - 1)]


def find_levels(curves: Curves) -> Levels:
    """Cut every trial's curve, up to its first value that is not finite, into equal blocks."""
    values = np.asarray(curves.values)
    trials, points = values.shape
    finite = np.isfinite(values)
    ends = np.argmin(finite, axis=1) if points else np.zeros(trials, dtype=np.int64)
    count = np.where(finite.all(axis=1), points, ends)
    steps = np.zeros((trials, BLOCKS + 1), dtype=np.int64)
    log = np.zeros((trials, BLOCKS))
    first = np.ones(trials)
    losses = np.clip(values if finite.all() else np.where(finite, values, 1.0), SMALLEST_LOSS, LARGEST_LOSS)
    rows = np.flatnonzero(count >= FEWEST_STEPS)
    if rows.size:
        some = losses if rows.size == trials else losses[rows]
        first[rows] = some[:, 0]
        starts = count[rows, None] * np.arange(BLOCKS + 1) // BLOCKS
        steps[rows] = np.asarray(curves.steps)[np.minimum(starts, count[rows, None] - 1)]
        log[rows] = np.log(block_means(some, starts))
    return Levels(np.asarray(curves.trials), count, first, steps, log, losses, np.zeros(trials, dtype=bool))


def block_means(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Mean of each row between its block starts; a row is only read up to its last start.

    Args:
        values: (trials, points) losses.
        starts: (trials, blocks + 1) columns in order, the last one the end.
    """
    rows, points = values.shape
    flat = np.zeros(rows * points + 1)
    flat[:-1] = values.ravel()
    borders = starts + points * np.arange(rows)[:, None]
    sums = np.add.reduceat(flat, borders.ravel()).reshape(borders.shape)[:, :-1]
    return sums / np.maximum(np.diff(starts, axis=1), 1)  # an empty block is the value it begins at


def median_of_three(values: np.ndarray) -> np.ndarray:
    """Running medians of three along the last axis, the ends kept: a lone outlier goes, an edge stays."""
    if values.shape[-1] < 3:
        return values
    a, b, c = values[..., :-2], values[..., 1:-1], values[..., 2:]
    inner = np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
    return np.concatenate([values[..., :1], inner, values[..., -1:]], axis=-1)
