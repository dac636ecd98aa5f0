"""The ends of a smoothed curve, where no centred window fits."""

from __future__ import annotations

import numpy as np

FEWEST = 8
"""A straight line fitted to fewer points says less than the points themselves."""

OUTERMOST, BENT = 3, 3.5
"""Points at the end of a curve, and the standard errors by which their mean may lie off the straight line by
noise alone. It is asked at both ends of every curve of a figure."""


def straighten_end(
    smooth: np.ndarray, values: np.ndarray, rows: np.ndarray, at: np.ndarray, window: int, there: slice
) -> None:
    """Put straight lines where some smoothed curves begin; reversed curves have their ends there.

    Args:
        smooth: (trials, columns) the smoothed curves, which are changed.
        values: (trials, points) the curves.
        rows: the trials to change.
        at: (columns,) ascending places of the columns among the points.
        window: points a mean is over.
        there: the points at which these trials have values.
    """
    size = min(window, there.stop - there.start)
    while size >= FEWEST and rows.size:
        columns = np.flatnonzero((at >= there.start) & (at < there.start + size // 2))
        if not columns.size:
            return
        part = values[rows, there.start : there.start + size]
        line, straight = _fitted(part, at[columns] - there.start)
        smooth[np.ix_(rows[straight], columns)] = line[straight]
        rows, size = rows[~straight], size // 2


def _fitted(part: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Straight lines fitted to the beginnings of curves, and whether noise hides what bends there.

    The noise of a curve is the root mean square of its second differences over the root of 6, which is the
    deviation of independent noise about any straight line.

    Args:
        part: (trials, points) the values; those that are not finite do not count.
        at: (columns,) places at which the lines are wanted.

    Returns:
        line: (trials, columns), within the values of the part.
        straight: (trials,) whether the outermost three points lie where the line has them, but for noise.
    """
    known = np.isfinite(part)
    count = known.sum(axis=1)
    place = np.arange(part.shape[1], dtype=float)
    values = np.where(known, part, 0.0).astype(float)
    least = np.maximum(count, 1)
    with np.errstate(over="ignore", invalid="ignore"):
        middle, mean = (known * place).sum(axis=1) / least, values.sum(axis=1) / least
        apart = np.where(known, place - middle[:, None], 0.0)
        spread = (apart**2).sum(axis=1)
        slope = (apart * (values - mean[:, None])).sum(axis=1) / np.where(spread > 0, spread, 1.0)
        low = np.min(part, axis=1, initial=np.inf, where=known)[:, None]
        high = np.max(part, axis=1, initial=-np.inf, where=known)[:, None]
        line = np.clip(mean[:, None] + slope[:, None] * (at - middle[:, None]), low, high)
        seen = known[:, :OUTERMOST]
        number = np.maximum(seen.sum(axis=1), 1)
        edge = values[:, :OUTERMOST].sum(axis=1) / number
        fitted = mean + slope * ((seen * place[:OUTERMOST]).sum(axis=1) / number - middle)
        noisy = np.abs(edge - fitted) <= BENT * _noise(part) / np.sqrt(number)
    return line, noisy & (count >= FEWEST) & seen.any(axis=1)


def _noise(window: np.ndarray) -> np.ndarray:
    """(trials,) the deviation of the noise in each curve; 0 where it cannot be estimated."""
    bends = np.diff(window.astype(float), 2, axis=1)
    known = np.isfinite(bends)
    squares = np.where(known, bends, 0.0) ** 2
    return np.sqrt(squares.sum(axis=1) / np.maximum(known.sum(axis=1), 1) / 6)
