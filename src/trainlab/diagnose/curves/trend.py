"""The line through a stretch of levels, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.curves.levels import BLOCKS, MAD_TO_DEVIATION, Levels


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


def level_scatter(levels: Levels) -> np.ndarray:
    """(trials,) standard deviation of one level about its neighbours, in log loss; a trend does not count."""
    return neighbour_scatter(levels.log)


def neighbour_scatter(values: np.ndarray) -> np.ndarray:
    """Standard deviation of one value about its neighbours, along the last axis.

    From second differences, whose variance is 6 times that of independent values (von Neumann's idea,
    1941, one order up), by their median: neither a trend nor a drop counts.
    """
    return MAD_TO_DEVIATION * np.median(np.abs(np.diff(values, n=2)), axis=-1) / np.sqrt(6)
