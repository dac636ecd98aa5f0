"""The ends of a smoothed curve, where no centred window fits."""

from __future__ import annotations

import numpy as np

FEWEST = 5
"""A straight line fitted to fewer points says less than the points themselves."""

BENT = 3.5
"""Standard errors by which the outermost three points may lie off the straight line, by noise alone. It is
asked at both ends of every curve of a figure."""


def straight_end(window: np.ndarray, at: np.ndarray, otherwise: np.ndarray, outer: slice) -> np.ndarray:
    """The straight line fitted to the first or last window of curves, where noise hides what bends there.

    The noise of a curve is the root mean square of its second differences over the root of 6, which is the
    deviation of independent noise about any straight line.

    Args:
        window: (trials, points) the values of the window; those that are not finite do not count.
        at: (columns,) places in the window at which values are wanted.
        otherwise: (trials, columns) what to take for curves that bend beyond their noise.
        outer: the three outermost points of the window.

    Returns:
        (trials, columns); the straight line stays within the values of its window.
    """
    known = np.isfinite(window)
    count = known.sum(axis=1)
    place = np.arange(window.shape[1], dtype=float)
    values = np.where(known, window, 0.0).astype(float)
    least = np.maximum(count, 1)
    with np.errstate(over="ignore", invalid="ignore"):
        middle, mean = (known * place).sum(axis=1) / least, values.sum(axis=1) / least
        apart = np.where(known, place - middle[:, None], 0.0)
        spread = (apart**2).sum(axis=1)
        slope = (apart * (values - mean[:, None])).sum(axis=1) / np.where(spread > 0, spread, 1.0)
        low = np.min(window, axis=1, initial=np.inf, where=known)[:, None]
        high = np.max(window, axis=1, initial=-np.inf, where=known)[:, None]
        line = np.clip(mean[:, None] + slope[:, None] * (at - middle[:, None]), low, high)
        seen = known[:, outer]
        number = np.maximum(seen.sum(axis=1), 1)
        edge = (values[:, outer] * seen).sum(axis=1) / number
        there = mean + slope * ((seen * place[outer]).sum(axis=1) / number - middle)
        noisy = np.abs(edge - there) <= BENT * _noise(window) / np.sqrt(number)
    straight = noisy & (count >= FEWEST) & seen.any(axis=1)
    return np.where(straight[:, None], line, otherwise)


def _noise(window: np.ndarray) -> np.ndarray:
    """(trials,) the deviation of the noise in each curve; 0 where it cannot be told."""
    bends = np.diff(window.astype(float), 2, axis=1)
    known = np.isfinite(bends)
    squares = np.where(known, bends, 0.0) ** 2
    return np.sqrt(squares.sum(axis=1) / np.maximum(known.sum(axis=1), 1) / 6)
