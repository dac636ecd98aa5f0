"""Curves as one interval a pixel column: whatever the zoom, no extreme value is lost."""

from __future__ import annotations

import numpy as np

LARGEST = float(np.finfo(np.float32).max)
"""What a finite value may be once it is sent as 32 bits; a larger one is drawn at the end of every axis
anyway."""


def edges(start: float, stop: float, buckets: int, log: bool = False) -> np.ndarray:
    """(buckets + 1,) where the buckets of a window begin, and the last one ends, even along the axis.

    Args:
        start, stop: the ends of the window; positive if ``log``.
        buckets: how many.
        log: whether the axis is logarithmic.
    """
    if log:
        places = np.exp(np.linspace(np.log(start), np.log(stop), buckets + 1))
    else:
        places = np.linspace(start, stop, buckets + 1)
    places[0], places[-1] = start, stop  # not what rounding made of them
    return places


def finite(values: np.ndarray) -> np.ndarray:
    """The values as float32, NaN where they are not finite; too large ones become the largest there is."""
    with np.errstate(invalid="ignore"):
        known = np.isfinite(values)
        return np.where(known, np.clip(values, -LARGEST, LARGEST), np.nan).astype(np.float32)


def extremes(x: np.ndarray, values: np.ndarray, borders: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The smallest and the largest value of every curve in every bucket.

    A bucket holds the points from its border, included, to the next one, excluded; the last one holds those
    at its end as well, so that a window holds both of its ends.

    Args:
        x: (points,) where the points lie, ascending.
        values: (curves, points) float32; NaN where a curve has none.
        borders: (buckets + 1,) see :func:`edges`.

    Returns:
        Two arrays (curves, buckets) float32; NaN where a curve has no value in a bucket.

    >>> low, high = extremes(np.arange(5.0), np.float32([[1, 9, 2, 3, 0]]), edges(0, 4, 2))
    >>> low.tolist(), high.tolist()
    ([[1.0, 0.0]], [[9.0, 3.0]])
    """
    places = np.searchsorted(x, borders, side="left")
    places[-1] = np.searchsorted(x, borders[-1], side="right")
    starts, stops = places[:-1], places[1:]
    held = np.flatnonzero(stops > starts)
    low = np.full((len(values), len(starts)), np.nan, np.float32)
    high = low.copy()
    if held.size:
        # Buckets that hold something follow each other without a gap, so their starts cut the points.
        first, last = starts[held[0]], stops[held[-1]]
        cuts, inside = starts[held] - first, values[:, first:last]
        low[:, held] = np.fmin.reduceat(inside, cuts, axis=1)
        high[:, held] = np.fmax.reduceat(inside, cuts, axis=1)
    return low, high
