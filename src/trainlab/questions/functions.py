"""The functions of a question: a running minimum, a mean over the last points, ..."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trainlab.questions.series import Series


def apply(function: str, series: Series, points: int | None) -> Series:
    """A function of a series.

    Args:
        function: ``min`` and ``max``: the smallest and largest value so far. ``first`` and ``last``: the
            value at the trial's first and last point, the same at every step. ``mean_over``: the mean over
            the last ``points`` points; unknown until there are as many.
        series: numbers. What is the same at every step is its own minimum, mean, ...
        points: for ``mean_over``.
    """
    if series.steps is None:
        return series
    match function:
        case "min":
            return replace(series, values=_only(series, np.fmin.accumulate(series.values, axis=1)))
        case "max":
            return replace(series, values=_only(series, np.fmax.accumulate(series.values, axis=1)))
        case "first":
            return _first(series)
        case "last":
            return _first(_backwards(series))
        case "mean_over":
            assert points is not None
            return replace(series, values=_mean_over(series, points))
    raise ValueError(f"no function of a question: {function}")


def _only(series: Series, values: np.ndarray) -> np.ndarray:
    """The values where the trial has points, NaN elsewhere."""
    return values if series.points is None else np.where(series.points, values, np.nan)


def _first(series: Series) -> Series:
    """The first point of each trial, as a number that is the same at every step; NaN if it has none."""
    if not series.values.shape[1]:
        return Series(np.full((len(series.values), 1), np.nan))
    if series.points is None:
        return Series(series.values[:, :1])
    column = np.argmax(series.points, axis=1)
    return Series(np.take_along_axis(_only(series, series.values), column[:, None], axis=1))


def _backwards(series: Series) -> Series:
    points = series.points
    return replace(series, values=series.values[:, ::-1], points=None if points is None else points[:, ::-1])


def _mean_over(series: Series, points: int) -> np.ndarray:
    values = series.values
    if points > values.shape[1]:
        return np.full(values.shape, np.nan)
    if series.points is None:
        return _windows(values, points) / points
    # The points of each row moved together, so that a window is over points and not over gaps.
    rows, columns = np.nonzero(series.points)
    places = np.cumsum(series.points, axis=1)[rows, columns] - 1
    packed = np.full((len(values), int(places.max(initial=-1)) + 1), np.nan)
    packed[rows, places] = values[rows, columns]
    means = np.full(values.shape, np.nan)
    if points <= packed.shape[1]:
        means[rows, columns] = _windows(packed, points)[rows, places] / points
    return means


def _windows(values: np.ndarray, points: int) -> np.ndarray:
    """Sum of each value and the ``points - 1`` before it; NaN where there are not as many.

    Sums over 1, 2, 4, ... values are added up: a difference of running totals would lose everything after one
    loss of 1e30, and a loop over the window would take as many passes as it has points.
    """
    doubled, total, covered = values, None, 0
    width = 1
    while True:
        if points & width:
            # ``total`` is over the last ``covered`` values; what goes before it is ``covered`` steps earlier.
            total = doubled if total is None else total + _later(doubled, covered)
            covered += width
        width *= 2
        if width > points:
            assert total is not None
            return total
        doubled = doubled + _later(doubled, width // 2)


def _later(values: np.ndarray, by: int) -> np.ndarray:
    """Each row moved to later columns; NaN where nothing was."""
    moved = np.full(values.shape, np.nan)
    moved[:, by:] = values[:, : values.shape[1] - by]
    return moved
