"""Fewer points for the same picture: a long or noisy curve brought to what a screen can show."""

from __future__ import annotations

import numpy as np

from trainlab.plots.compute.lines._line_end import straighten_end

COLUMNS = 1000
"""Places along the x axis at which a line is drawn, at most: about one a pixel of a figure."""

MIN_COLUMNS = 200

LOG_START = 16
"""Points of the first window on a logarithmic axis, at most."""

IN_FIGURE = 60_000
"""Places of all lines of a figure together: computing and drawing them takes about 0.15 s."""


def columns_for(lines: int) -> int:
    """Places along the x axis for each line, by the number of lines."""
    return min(max(IN_FIGURE // max(lines, 1), MIN_COLUMNS), COLUMNS)


def spread_columns(x: np.ndarray, columns: int, log: bool) -> np.ndarray:
    """Indices of points that are even along the axis, first and last included.

    Args:
        x: (points,) places, ascending; positive if ``log``.
        columns: how many there may be.
        log: whether the axis is logarithmic.
    """
    if x.size <= columns:
        return np.arange(x.size)
    place = np.log(x) if log else x
    wanted = np.linspace(place[0], place[-1], columns)
    return np.unique(np.clip(np.searchsorted(place, wanted), 0, x.size - 1))


def running_mean(values: np.ndarray, at: np.ndarray, window: int, log: bool) -> np.ndarray:
    """Centred running mean of the values that are not NaN.

    In the first half window, where no centred window of that size fits, the straight line fitted to the first
    whole window takes its place, and the last one at the end of each trial: a mean over the few points that
    are left would be as noisy as they are. Where a curve bends there, beyond its noise, windows of half the
    size are tried, and so on, so that the first fall and the last explosion are not smeared. On a
    logarithmic axis, where the start has more room, windows reach no further than t / 4 to either side of
    point t, and the first window is short.

    Args:
        values: (trials, points); NaN where there is none.
        at: (columns,) ascending indices at which the mean is wanted.
        window: points the mean is over.
        log: whether the x axis is logarithmic.

    Returns:
        (trials, columns); NaN where the trial itself has no value.
    """
    trials, points = values.shape
    half = np.minimum(window // 2, at // 4 if log else at)
    borders = np.stack([at - half, np.minimum(at + half + 1, points)], axis=1).ravel()
    known = np.isfinite(values)
    # Sums over the windows themselves: a difference of running totals would lose everything after one 1e30.
    closed, counted = np.zeros((trials, points + 1)), np.zeros((trials, points + 1), np.int32)
    np.copyto(closed[:, :-1], values, where=known)
    counted[:, :-1] = known
    sums = np.add.reduceat(closed, borders, axis=1)[:, ::2]
    counts = np.add.reduceat(counted, borders, axis=1)[:, ::2]
    smooth = sums / np.maximum(counts, 1)
    lasts = points - 1 - np.argmax(known[:, ::-1], axis=1)
    for last in np.unique(lasts):
        rows = np.flatnonzero(lasts == last)
        first = min(window, LOG_START) if log else window
        straighten_end(smooth, values, rows, at, first, slice(0, int(last) + 1))
        straighten_end(
            smooth[:, ::-1], values[:, ::-1], rows, points - 1 - at[::-1], window,
            slice(points - 1 - int(last), points),
        )  # fmt: skip
    return np.where(known[:, at], smooth, np.nan)


def thin(
    x: np.ndarray, y: np.ndarray, low: np.ndarray | None, high: np.ndarray | None, columns: int, log: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None, np.ndarray | None]:
    """Keep the smallest and the largest value of every pixel column, so that no spike is lost.

    Args:
        x, y: (points,) a line.
        low, high: (points,) its band, or None.
        columns: how many pixel columns there are.
        log: whether the x axis is logarithmic.

    Returns:
        x, y, low and high of at most 2 x ``columns`` points.
    """
    if x.size <= 2 * columns:
        return x, y, low, high
    starts = spread_columns(x, columns, log)
    # The last column is the last point alone: a line must end where its trial ended.
    pair = np.stack([np.fmin.reduceat(y, starts), np.fmax.reduceat(y, starts)], axis=1)
    rises = (np.append(y[starts[1:]], y[-1]) > y[starts])[:, None]
    drawn = np.where(rises, pair, pair[:, ::-1]).ravel()
    lows = None if low is None else np.fmin.reduceat(low, starts).repeat(2)
    highs = None if high is None else np.fmax.reduceat(high, starts).repeat(2)
    return x[starts].repeat(2), drawn, lows, highs
