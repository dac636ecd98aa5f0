"""A noisy loss curve brought down to a few levels, for every trial of a study at once."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Levels:
    """Block means of a loss curve, one row a trial.

    Attributes:
        trials: (trials,) ids.
        long_enough: (trials,) whether the trial recorded ``FEWEST_STEPS`` finite losses; the rows of the
            others mean nothing.
        first: (trials,) the first loss.
        steps: (trials, BLOCKS + 1) step at which each block begins; the last column is the last step.
        log: (trials, BLOCKS) natural logarithm of the mean loss of each block.
    """

    trials: np.ndarray
    long_enough: np.ndarray
    first: np.ndarray
    steps: np.ndarray
    log: np.ndarray

    @property
    def values(self) -> np.ndarray:
        """(trials, BLOCKS) mean loss of each block."""
        return np.exp(self.log)

    def at(self, step: np.ndarray) -> np.ndarray:
        """(trials,) level of the block that holds a step of each trial."""
        block = (self.steps[:, :-1] <= step[:, None]).sum(axis=1) - 1
        return self.values[np.arange(len(step)), np.clip(block, 0, BLOCKS - 1)]


def find_levels(curves: Curves) -> Levels:
    """Cut every trial's curve, up to its first value that is not finite, into equal blocks."""
    values = np.asarray(curves.values)
    trials = len(values)
    finite = np.isfinite(values)
    count = np.logical_and.accumulate(finite, axis=1).sum(axis=1)
    long_enough = count >= FEWEST_STEPS
    steps = np.zeros((trials, BLOCKS + 1), dtype=np.int64)
    log = np.zeros((trials, BLOCKS))
    first = np.ones(trials)
    rows = np.flatnonzero(long_enough)
    if rows.size:
        first[rows] = values[rows, 0]
        starts = count[rows, None] * np.arange(BLOCKS + 1) // BLOCKS
        steps[rows] = np.asarray(curves.steps)[np.minimum(starts, count[rows, None] - 1)]
        log[rows] = np.log(_block_means(values[rows], starts))
    return Levels(np.asarray(curves.trials), long_enough, first, steps, log)


def _block_means(values: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Mean of each row between its block starts; a row is only read up to its last start."""
    rows, points = values.shape
    flat = np.zeros(rows * points + 1)
    # NaN behind a row's end would spread into nothing we read, but would warn on the way.
    np.clip(np.nan_to_num(values).ravel(), SMALLEST_LOSS, LARGEST_LOSS, out=flat[:-1])
    borders = starts + points * np.arange(rows)[:, None]
    sums = np.add.reduceat(flat, borders.ravel()).reshape(borders.shape)[:, :-1]
    return sums / np.diff(starts, axis=1)


@dataclass(frozen=True, slots=True)
class Trend:
    """A line through the last levels of each trial.

    Attributes:
        change: (trials,) change of log loss over the span; -0.1 is a fall by about 10%.
        noise: (trials,) standard error of ``change``.
        scatter: (trials,) standard deviation of one level about the line, in log loss.
    """

    change: np.ndarray
    noise: np.ndarray
    scatter: np.ndarray


def trend(levels: Levels, share: float) -> Trend:
    """The Theil-Sen line (median of all pairwise slopes; Sen 1968) through the last share of the levels."""
    tail = levels.log[:, BLOCKS - round(BLOCKS * share) :]
    width = tail.shape[1]
    later, earlier = np.tril_indices(width, -1)
    slope = np.median((tail[:, later] - tail[:, earlier]) / (later - earlier), axis=1)
    time = np.arange(width) - (width - 1) / 2
    rest = tail - slope[:, None] * time
    rest = rest - np.median(rest, axis=1, keepdims=True)
    scatter = MAD_TO_DEVIATION * np.median(np.abs(rest), axis=1)
    # The error of a least-squares slope; Theil-Sen's is within 10% of it on Gaussian noise.
    return Trend(slope * width, scatter * width / np.sqrt((time**2).sum()), scatter)
