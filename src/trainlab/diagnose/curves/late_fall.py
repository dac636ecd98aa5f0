"""Whether a loss was still falling towards the end of training, against the noise of its own curve."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.curves.series import Series
from trainlab.statistics.student import t_quantile

SPAN = 0.25
"""The share of training, at its end, over which a fall is reported."""

FITTED, MIN_FITTED = 1 / 3, 4
"""Share of the points, at the end, whose line gives how fast the loss falls now; at least ``MIN_FITTED``."""

LOOKED_AT, MIN_LOOKED_AT = 0.5, 5
"""Share of the points, at the end, whose pairs are compared; at least ``MIN_LOOKED_AT``."""

SCATTERED = 2 / 3
"""Share of the points, at the end, that show how much single points scatter about a smooth course."""

CHANCE = 0.01
"""The share of flat curves that each of two tests takes for falling."""

DEVIATIONS = 2.326
"""Deviations that a Gaussian value exceeds by such a chance."""

MEANS = 12
"""A curve of twice as many points or more is judged by means of neighbours, this many means or up to twice as
many: neighbouring points of a noisy curve depend on each other, their means hardly do."""


@dataclass(frozen=True)
class LateFall:
    """The end of each curve.

    Attributes:
        change: (trials,) change of log loss over a quarter of training, at the pace of the end; -0.1 is a
            fall by about 10%.
        error: (trials,) its standard error.
        scatter: (trials,) deviation of a point about a smooth course, in log loss.
        sure: (trials,) whether it fell, beyond chance.
    """

    change: np.ndarray
    error: np.ndarray
    scatter: np.ndarray
    sure: np.ndarray


def late_fall(series: Series) -> LateFall:
    """How fast each loss falls at its end, and whether that is more than noise.

    There are two tests, each wrong about one flat curve in a hundred. The first: the median of all slopes
    between the points of the last third (Theil 1950, Sen 1968) lies a number of standard errors below 0; the
    scatter of points is that about a parabola through the last two thirds, and Student's distribution counts
    how few they are. The second: in the last half, more pairs of points fall than those of a random order do
    (Kendall 1938). ``bench/findings_false_alarms.py`` counts how often both together are wrong about flat
    curves of several kinds of noise.
    """
    count = len(series.count)
    change, error, scatters = np.zeros(count), np.full(count, np.inf), np.full(count, np.inf)
    sure = np.zeros(count, dtype=bool)
    for rows in series.groups():
        points = int(series.count[rows[0]])
        time, log = _averaged(series.time[rows, :points]), _averaged(series.log[rows, :points])
        points = log.shape[1]
        if points < MIN_LOOKED_AT:
            continue
        scatter, freedom = _scatter(log)
        scatters[rows] = scatter
        fitted = max(MIN_FITTED, math.ceil(FITTED * points))
        slope, spread = _line(time[:, -fitted:], log[:, -fitted:])
        change[rows] = SPAN * slope
        error[rows] = SPAN * scatter / np.sqrt(spread)
        half = max(MIN_LOOKED_AT, math.ceil(LOOKED_AT * points))
        falling = _falling_pairs(log[:, -half:])
        sure[rows] = (-change[rows] > t_quantile(1 - CHANCE, freedom) * error[rows]) | (
            falling >= _fewest_by_chance(half)
        )
    return LateFall(change, error, scatters, sure)


def _averaged(values: np.ndarray) -> np.ndarray:
    """Means of neighbours; what is left over at the start is dropped."""
    rows, points = values.shape
    together = points // MEANS
    if together < 2:
        return values
    return values[:, points % together :].reshape(rows, -1, together).mean(axis=2)


def _scatter(log: np.ndarray) -> tuple[np.ndarray, int]:
    """Deviation of points about a parabola through the last of them, and its degrees of freedom."""
    points = log.shape[1]
    used = min(max(math.ceil(SCATTERED * points), MIN_LOOKED_AT), points)
    basis, _ = np.linalg.qr(np.vander(np.linspace(-1, 1, used), 3))
    late = log[:, -used:]
    rest = late - (late @ basis) @ basis.T
    freedom = used - 3
    return np.sqrt((rest**2).sum(axis=1) / freedom), freedom


def _line(time: np.ndarray, log: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Median slope of all pairs of points, and the sum of squares of their times."""
    later, earlier = np.tril_indices(time.shape[1], -1)
    apart = np.maximum(time[:, later] - time[:, earlier], 1e-9)
    slope = np.median((log[:, later] - log[:, earlier]) / apart, axis=1)
    return slope, ((time - time.mean(axis=1, keepdims=True)) ** 2).sum(axis=1)


def _falling_pairs(log: np.ndarray) -> np.ndarray:
    """Pairs of points that fall minus those that rise: Kendall's S."""
    later, earlier = np.tril_indices(log.shape[1], -1)
    return -np.sign(log[:, later] - log[:, earlier]).sum(axis=1)


_RARE = {5: 10, 6: 13, 7: 17}
"""Kendall's S that at most one of a hundred random orders reaches, for few points, by counting."""


def _fewest_by_chance(points: int) -> int:
    """Kendall's S that at most one of a hundred random orders reaches."""
    deviation = math.sqrt(points * (points - 1) * (2 * points + 5) / 18)
    return _RARE.get(points, math.ceil(1 + DEVIATIONS * deviation))
