"""The learning rate to take: a place in the band of rates that train fast."""

from __future__ import annotations

import numpy as np

from trainlab.estimate.falls import HALF

PLACE = 2 / 3
"""Where in the band, in logarithms from its lower end, the recommended rate lies."""


def fastest(places: np.ndarray, shares: np.ndarray) -> float:
    """Where the fall is largest, refined by the parabola through the best rate and its neighbours.

    The average over neighbouring rates keeps it from an explosion right above it: where one follows at once,
    it lies lower than the lowest loss, by less than the bandwidth of the average.

    Args:
        places: (rates,) decimal logarithms of the rates, ascending.
        shares: (rates,) see :func:`~trainlab.estimate.falls.typical_share`.

    Returns:
        A place; NaN where nothing learned.
    """
    if np.isnan(shares).any():
        return np.nan
    best = int(np.argmax(shares))
    if not 0 < best < len(shares) - 1:
        return float(places[best])
    x, y = places[best - 1 : best + 2] - places[best], shares[best - 1 : best + 2] - shares[best]
    # y = a x^2 + b x through three points, its top at -b / 2a.
    a = (y[0] / x[0] - y[2] / x[2]) / (x[0] - x[2])
    b = y[2] / x[2] - a * x[2]
    top = -b / (2 * a) if a < 0 else 0.0
    return float(places[best] + np.clip(top, x[0], x[2]))


def fast_band(places: np.ndarray, shares: np.ndarray) -> tuple[float, float]:
    """The rates around the fastest that gain at least half of what it gains.

    Args:
        places: (rates,) decimal logarithms of the rates, ascending.
        shares: (rates,) see :func:`~trainlab.estimate.falls.typical_share`.

    Returns:
        Places of both ends, between rates by linear interpolation; an end of the range where the band leaves
        it, NaN where nothing learned.
    """
    if np.isnan(shares).any():
        return np.nan, np.nan
    best = int(np.argmax(shares))
    below, above = np.flatnonzero(shares[:best] < HALF), np.flatnonzero(shares[best:] < HALF)
    low = _crossing(places, shares, int(below[-1])) if below.size else float(places[0])
    high = _crossing(places, shares, best + int(above[0]) - 1) if above.size else float(places[-1])
    return low, high


def _crossing(places: np.ndarray, shares: np.ndarray, left: int) -> float:
    """Where the line between a rate and the next crosses the half."""
    part = (HALF - shares[left]) / (shares[left + 1] - shares[left])
    return float(places[left] + part * (places[left + 1] - places[left]))


def recommended(places: np.ndarray, shares: np.ndarray, stable: float) -> float:
    r"""The rate to take: two thirds into the fast band, and never above the stability edge.

    The bottom of a loss-against-rate curve is flat (often over a decade), so that where its lowest point
    lies is decided by the seeds: over ten repetitions with five seeds it moves by a factor of up to 5. The
    flanks of the band are steep: where one is crossed moves by the noise of the loss divided by the slope.
    The recommended rate is therefore tied to both flanks,

    .. math:: \log \eta = \tfrac13 \log \eta_\text{low} + \tfrac23 \log \eta_\text{high}

    closer to the upper one, because the loss falls slowly from the left and rises steeply to the right: it
    then lies at the bottom, below the lowest point rather than above it. ``bench/sweep_lr.py`` measures how
    far it moves, and what loss it costs against the best rate of the grid.

    Args:
        places: (rates,) decimal logarithms of the rates, ascending.
        shares: (rates,) see :func:`~trainlab.estimate.falls.typical_share`.
        stable: decimal logarithm of the largest rate at which no seed exploded; infinite where none did.

    Returns:
        A place; NaN where nothing learned.
    """
    low, high = fast_band(places, shares)
    return min((1 - PLACE) * low + PLACE * high, stable)
