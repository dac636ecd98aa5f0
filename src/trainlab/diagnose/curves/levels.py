"""A noisy loss curve brought down to a few levels, for every trial of a study at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from trainlab.record import Curves

BLOCKS = 40
"""Parts a curve is cut into. A quarter is then 10 levels: enough to fit a line through, few enough that each
level averages away most of the noise of single batches."""

MIN_STEPS = BLOCKS
"""A trial with fewer steps is too short to have a trend."""

SMALLEST_LOSS = 1e-12
"""Losses are lifted to this before their logarithm is taken; what is below it is rounding."""

MAD_TO_DEVIATION = 1.4826
"""Standard deviation of a Gaussian over its median absolute deviation (Rousseeuw & Croux 1993)."""

AT_ONCE = 1 << 18
"""Losses that are looked at together: what they take does not grow with the study."""

MEAN_SECOND_DIFFERENCE = 1.954
"""Mean absolute second difference of independent Gaussian values, in their deviations: sqrt(6) sqrt(2/pi)."""


@dataclass(frozen=True)
class Levels:
    """Block means of the train loss, one row a trial.

    Attributes:
        curves: the losses themselves.
        count: (trials,) losses before the first that is not finite.
        first: (trials,) the first loss, that of the untrained net on one batch.
        steps: (trials, BLOCKS + 1) step at which each block begins; the last column is the last step.
        values: (trials, BLOCKS) mean loss of each block.
    """

    curves: Curves
    count: np.ndarray
    first: np.ndarray
    steps: np.ndarray
    values: np.ndarray

    @property
    def trials(self) -> np.ndarray:
        """(trials,) ids."""
        return self.curves.trials

    @property
    def long_enough(self) -> np.ndarray:
        """(trials,) whether it recorded ``MIN_STEPS`` finite losses; other rows mean nothing."""
        return self.count >= MIN_STEPS

    @cached_property
    def log(self) -> np.ndarray:
        """(trials, BLOCKS) natural logarithm of the levels, none taken for less than ``SMALLEST_LOSS``."""
        return np.log(np.maximum(self.values, SMALLEST_LOSS))

    @property
    def untrained(self) -> np.ndarray:
        """(trials,) the loss training began at. The first block of a long curve may have learned already."""
        return np.maximum(self.values[:, 0], self.first)

    def losses(self, row: int) -> np.ndarray:
        """(count,) the losses of a trial before the first that is not finite."""
        return self.curves.row(row)[1][: self.count[row]].astype(float)

    def take(self, rows: np.ndarray) -> Levels:
        """The levels of some of the trials, in that order."""
        return Levels(
            self.curves.take(rows), self.count[rows], self.first[rows], self.steps[rows], self.values[rows]
        )


def find_levels(curves: Curves) -> Levels:
    """Cut every trial's curve, up to its first value that is not finite, into equal blocks."""
    trials = len(curves.trials)
    count = _finite_beginnings(curves)
    steps = np.zeros((trials, BLOCKS + 1), dtype=np.int64)
    means = np.ones((trials, BLOCKS))
    first = np.ones(trials)
    long = np.flatnonzero(count >= MIN_STEPS)
    first[long] = curves.recorded[curves.borders[long]]
    for rows, losses, begin in stretches(curves, long):
        starts = count[rows, None] * np.arange(BLOCKS + 1) // BLOCKS
        steps[rows] = curves.steps_at(rows, np.minimum(starts, count[rows, None] - 1))
        means[rows] = block_means(losses, begin[:, None] + starts)
    return Levels(curves, count, first, steps, means)


def _finite_beginnings(curves: Curves) -> np.ndarray:
    """(trials,) values of each trial before its first that is not finite."""
    bad = np.flatnonzero(~np.isfinite(curves.recorded))
    if not bad.size:
        return curves.counts
    starts, stops = curves.borders[:-1], curves.borders[1:]
    next_bad = np.append(bad, curves.borders[-1])[np.searchsorted(bad, starts)]
    return np.minimum(next_bad, stops) - starts


def stretches(curves: Curves, rows: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The trials of a curve in batches, as many at once as fit in a processor's cache.

    Args:
        curves: the curve.
        rows: row numbers, ascending.

    Yields:
        Some of the rows; the values from the first to the last of them, whatever lies between included,
        where 1 takes the place of what is not finite; and where each row begins among these.
    """
    place = 0
    while place < len(rows):
        start = int(curves.borders[rows[place]])
        stop = int(np.searchsorted(curves.borders[rows + 1], start + AT_ONCE, side="right"))
        some = rows[place : max(stop, place + 1)]
        values = curves.recorded[start : int(curves.borders[some[-1] + 1])].astype(float)
        np.copyto(values, 1.0, where=~np.isfinite(values))
        yield some, values, curves.borders[some] - start
        place += len(some)


def block_means(values: np.ndarray, borders: np.ndarray) -> np.ndarray:
    """Mean between neighbouring borders, for each row of them.

    Args:
        values: (points,) losses.
        borders: (rows, blocks + 1) places in order, the last one of a row its end.
    """
    padded = np.append(values, 0.0)  # the end of the last row is a place, too
    sums = np.add.reduceat(padded, borders.ravel()).reshape(borders.shape)[:, :-1]
    return sums / np.maximum(np.diff(borders, axis=1), 1)  # an empty block is the value it begins at


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
