"""A curve in one line of a terminal."""

from __future__ import annotations

import numpy as np

BLOCKS = "▁▂▃▄▅▆▇█"

NARROWEST = 2.0
"""Smallest ratio of the ends of a shared scale."""

FAR = 2.0
"""A curve is far above its start from this many times the start on."""

SMALLEST = 1e-12
"""Losses are raised to this before their logarithm is taken."""


def sparkline(
    values: np.ndarray, width: int = 16, *, low: float | None = None, high: float | None = None
) -> str:
    """A curve as block characters, its height on a logarithmic scale.

    Args:
        values: (points,) the curve; values that are not finite are left out.
        width: characters it may take; a curve of fewer points takes one for each.
        low, high: the values of the lowest and the highest block; by default the curve's own.

    Returns:
        At most ``width`` characters.

    >>> sparkline(np.geomspace(1, 1e-7, 800), width=8)
    '█▇▆▅▄▃▂▁'
    """
    levels = _levels(values, width)
    if not levels.size:
        return ""
    bottom = levels.min() if low is None else np.log(max(low, SMALLEST))
    top = levels.max() if high is None else np.log(max(high, SMALLEST))
    if top <= bottom:
        return BLOCKS[0] * levels.size
    places = np.clip((levels - bottom) / (top - bottom), 0, 1) * len(BLOCKS)
    return "".join(BLOCKS[min(int(place), len(BLOCKS) - 1)] for place in places)


def spark_range(curves: list[np.ndarray], width: int = 16) -> tuple[float, float] | None:
    """A scale that several curves share: the lowest and the highest level they reach.

    It spans ``NARROWEST`` at least, so that noise does not fill it. None without a value.
    """
    levels = np.concatenate([_levels(curve, width) for curve in curves] or [np.empty(0)])
    if not levels.size:
        return None
    low, high = float(np.exp(levels.min())), float(np.exp(levels.max()))
    return min(low, high / NARROWEST), high


def rises_far(values: np.ndarray) -> bool:
    """Whether most of the second half of a curve is far above its start: it would flatten all others."""
    known = values[np.isfinite(values)]
    return bool(known.size) and float(np.median(known[known.size // 2 :])) > FAR * float(known[0])


def _levels(values: np.ndarray, width: int) -> np.ndarray:
    """(columns,) log of the mean value in each character's share of the curve."""
    known = np.asarray(values, dtype=float)
    known = np.clip(known[np.isfinite(known)], SMALLEST, 1e30)
    columns = min(width, known.size)
    if not columns:
        return np.empty(0)
    starts = known.size * np.arange(columns) // columns
    return np.log(np.add.reduceat(known, starts) / np.diff(starts, append=known.size))
