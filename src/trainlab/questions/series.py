"""Values of some trials along their steps, and how values on different steps come together.

Curves have their own steps: a loss at every step, a validation at every evaluation. Where two of them meet,
both are looked at wherever one of them has a point, and each holds its last point until its next one, at most
until the trial ends. Before its first point it is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

UNKNOWN = 0
"""Of conditions: neither ``HOLDS`` nor ``FAILS``. Of numbers it is NaN."""

HOLDS, FAILS = 1, -1
"""With these numbers ``and`` is the smaller, ``or`` the larger and ``not`` the negative: Kleene's logic of
what is not known ("Introduction to Metamathematics", 1952, section 64)."""


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers (float64), or conditions (int8), of some trials.

    Attributes:
        values: (trials, points), or (trials, 1) if they are the same at every step.
        steps: (points,) the steps the columns belong to, ascending; None if they are the same at every step.
        points: (trials, points) whether the trial has a point there, rather than a gap between the points of
            others; None if all have.
    """

    values: np.ndarray
    steps: np.ndarray | None = None
    points: np.ndarray | None = None


def of_curve(steps: np.ndarray, values: np.ndarray) -> Series:
    """A recorded curve; NaN is not a point."""
    known = ~np.isnan(values)
    return Series(values.astype(np.float64), np.asarray(steps), None if known.all() else known)


def together(series: list[Series], ends: np.ndarray) -> list[Series]:
    """The same series on common steps: those at which any of them has a column.

    Args:
        series: the series.
        ends: (trials,) the last step of each trial to which a point is held.
    """
    grids = [one.steps for one in series if one.steps is not None]
    if not grids:
        return series
    steps = grids[0]
    for other in grids[1:]:
        if not _same(other, steps):
            steps = np.union1d(steps, other)
    if _same_points([one for one in series if one.steps is not None]):
        return series
    return [one if one.steps is None else _hold(one, steps, ends) for one in series]


def joint_points(series: list[Series]) -> np.ndarray | None:
    """Where any of some series on common steps has a point; None if it is everywhere."""
    points = None
    for one in series:
        if one.steps is None:
            continue
        if one.points is None:
            return None
        points = one.points if points is None else points | one.points
    return points


def _same_points(series: list[Series]) -> bool:
    """Whether all have the same points, so that there is no gap to fill."""
    first = series[0]
    return all(_same(other.steps, first.steps) and _same(other.points, first.points) for other in series[1:])


def _same(one: np.ndarray | None, other: np.ndarray | None) -> bool:
    return one is other or (one is not None and other is not None and np.array_equal(one, other))


def _hold(series: Series, steps: np.ndarray, ends: np.ndarray) -> Series:
    """A series on other steps, each of its points held until the next."""
    own = series.steps
    assert own is not None
    if series.points is None and np.array_equal(own, steps):
        return series
    column = np.searchsorted(own, steps, side="right") - 1
    there = (column >= 0) & (own[column] == steps) if len(own) else np.zeros(len(steps), bool)
    rows = len(series.values)
    unknown = np.nan if series.values.dtype.kind == "f" else UNKNOWN
    if not len(own):
        values = np.full((rows, len(steps)), unknown, series.values.dtype)
        return Series(values, steps, np.zeros(values.shape, bool))
    if series.points is None:
        latest = np.broadcast_to(column, (rows, len(steps)))
        points = np.broadcast_to(there, latest.shape)
    else:
        seen = np.where(series.points, np.arange(len(own)), -1)
        latest = np.maximum.accumulate(seen, axis=1)[:, column]
        latest = np.where(column >= 0, latest, -1)
        points = series.points[:, column] & there
    values = np.take_along_axis(series.values, np.maximum(latest, 0), axis=1)
    gone = (latest < 0) | (~points & (steps > ends[:, None]))
    return Series(np.where(gone, unknown, values).astype(values.dtype), steps, points)
