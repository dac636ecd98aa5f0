"""A noisy loss curve brought down to a few levels, for every trial of a study at once."""

from __future__ import annotations

from dataclasses import dataclass
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

MAD_TO_DEVIATION = 1.4826
"""Standard deviation of a Gaussian over its median absolute deviation (Rousseeuw & Croux 1993)."""

MEAN_SECOND_DIFFERENCE = 1.954
"""Mean absolute second difference of independent Gaussian values, in their deviations: sqrt(6) sqrt(2/pi)."""


@dataclass(frozen=True)
class Levels:
    """Block means of the train loss, one row a trial.

    Attributes:
        trials: (trials,) ids.
        count: (trials,) losses before the first that is not finite.
        first: (trials,) the first loss, that of the untrained net on one batch.
        steps: (trials, BLOCKS + 1) step at which each block begins; the last column is the last step.
        values: (trials, BLOCKS) mean loss of each block.
        losses: (trials, points) the losses themselves; what is not finite has some value.
    """

    trials: np.ndarray
    count: np.ndarray
    first: np.ndarray
    steps: np.ndarray
    values: np.ndarray
    losses: np.ndarray

    @property
    def long_enough(self) -> np.ndarray:
        """(trials,) whether it recorded ``FEWEST_STEPS`` finite losses; other rows mean nothing."""
        return self.count >= FEWEST_STEPS

    @cached_property
    def log(self) -> np.ndarray:
        """(trials, BLOCKS) natural logarithm of the levels, none taken for less than ``SMALLEST_LOSS``."""
        return np.log(np.maximum(self.values, SMALLEST_LOSS))

    @property
    def untrained(self) -> np.ndarray:
        """(trials,) the loss training began at. The first block of a long curve may have learned already."""
        return np.maximum(self.values[:, 0], self.first)


def find_levels(curves: Curves) -> Levels:
    """Cut every trial's curve, up to its first value that is not finite, into equal blocks."""
    values = np.asarray(curves.values)
    trials, points = values.shape
    finite = np.isfinite(values)
    ends = np.argmin(finite, axis=1) if points else np.zeros(trials, dtype=np.int64)
    count = np.where(finite.all(axis=1), points, ends)
    steps = np.zeros((trials, BLOCKS + 1), dtype=np.int64)
    means = np.ones((trials, BLOCKS))
    first = np.ones(trials)
    losses = np.where(finite, values, 1.0).astype(float)
    rows = np.flatnonzero(count >= FEWEST_STEPS)
    if rows.size:
        some = losses if rows.size == trials else losses[rows]
        first[rows] = some[:, 0]
        starts = count[rows, None] * np.arange(BLOCKS + 1) // BLOCKS
        steps[rows] = np.asarray(curves.steps)[np.minimum(starts, count[rows, None] - 1)]
        means[rows] = block_means(some, starts)
    return Levels(np.asarray(curves.trials), count, first, steps, means, losses)


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
    inner = _middle(values[..., :-2], values[..., 1:-1], values[..., 2:])
    return np.concatenate([values[..., :1], inner, values[..., -1:]], axis=-1)


def median_of_five(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray, e: np.ndarray) -> np.ndarray:
    """Medians of five numbers each, without sorting them: ``np.median`` takes ten times as long."""
    low = np.maximum(np.minimum(a, b), np.minimum(c, d))  # the least of the four is not the median,
    high = np.minimum(np.maximum(a, b), np.maximum(c, d))  # nor is the largest
    return _middle(low, high, e)


def _middle(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    return np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))
