"""What can be shown of curves, smoothed where they are noisy: many curves at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from trainlab.plots.compute.lines.thinning import running_mean, spread_columns
from trainlab.record import Trial

SMOOTHED_FROM = 100
"""Step curves with more points than this are smoothed by default."""

SMOOTHED_SHARE = 50
"""The window of that smoothing is one part in this many of the curve, but at least ``SMALLEST_WINDOW``."""

SMALLEST_WINDOW = 9

AT_ONCE = 1 << 16
"""Values that are smoothed together: enough to keep NumPy busy, few enough to stay in a processor's cache."""


@dataclass(frozen=True, slots=True)
class Look:
    """How lines are to be made.

    Attributes:
        log_x, log_y: whether the axes are logarithmic, where only positive numbers can be drawn.
        columns: places along the x axis at which a line is drawn.
        window: points the running mean is over; 1 for no smoothing, None for a share of each line's length.
        raw: whether a single trial's curve is also kept as it was before smoothing.
        worst: what a diverged trial's value is replaced by after its end: infinite for a loss, minus infinite
            for an accuracy. The median over seeds then ends where most of them have diverged. NaN leaves
            diverged trials out.
        guessing: the loss of guessing where the curve is the train loss, whose values tell which trials
            exploded; None for other curves.
        exploded: ids of the trials that exploded by their records.
        x_limits: the part of the x axis that is shown; None for all.
    """

    log_x: bool
    log_y: bool
    columns: int
    window: int | None
    raw: bool
    worst: float
    guessing: float | None = None
    exploded: frozenset[int] = frozenset()
    x_limits: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Trials that differ in their seed only, to become one line.

    Attributes:
        trials: the trials.
        x: (points,) places of the points on the x axis. Groups that hold the very same array are smoothed
            together.
        values: (trials, points) one row a trial; NaN where a trial has no value.
        color, style: how the line is drawn.
        label: what it represents.
    """

    trials: Sequence[Trial]
    x: np.ndarray
    values: np.ndarray
    color: str
    style: str
    label: str


@dataclass(frozen=True, slots=True)
class Smooth:
    """The curves of a group at the places where they are drawn.

    Attributes:
        x: (columns,) the places.
        values: (trials, columns) the values there; NaN where there is none.
        window: points the running mean is over; 1 for none.
        rough_x, rough: (points,), (trials, points) before smoothing.
        ended: (trials,) whether the last value of each trial is among them.
    """

    x: np.ndarray
    values: np.ndarray
    window: int
    rough_x: np.ndarray
    rough: np.ndarray
    ended: np.ndarray


def smooth_groups(groups: Sequence[Group], look: Look) -> Iterator[Smooth | None]:
    """Each group's curves as they are to be drawn, in order; None where nothing of them can be shown."""
    start = 0
    while start < len(groups):
        stop, size = start + 1, groups[start].values.size
        while stop < len(groups) and groups[stop].x is groups[start].x:
            size += groups[stop].values.size
            if size > AT_ONCE:
                break
            stop += 1
        yield from _smooth_alike(groups[start:stop], look)
        start = stop


def _smooth_alike(groups: Sequence[Group], look: Look) -> list[Smooth | None]:
    """The curves of groups that have one x."""
    x = groups[0].x
    values = np.concatenate([group.values for group in groups], dtype=float)
    known = np.isfinite(values)
    if look.log_y:
        known &= values > 0
    np.copyto(values, np.nan, where=~known)
    placed = (x > 0) | (not look.log_x)
    borders = np.cumsum([0, *(len(group.values) for group in groups)])
    made: list[Smooth | None] = [None] * len(groups)
    whole, rows = [], []
    for place, (first, last) in enumerate(pairwise(borders)):
        shown = known[first:last].any(axis=0) & placed
        if shown.all():
            whole.append(place)
            rows.append((first, last))
        elif shown.any():
            made[place] = _smooth(x[shown], values[first:last, shown], look)
    if whole and x.size:
        kept = values if len(whole) == len(groups) else np.concatenate([values[a:b] for a, b in rows])
        together = _smooth(x, kept, look)
        end = 0
        for place, (first, last) in zip(whole, rows, strict=True):
            mine = slice(end, end + last - first)
            end = mine.stop
            made[place] = replace(
                together, values=together.values[mine], rough=together.rough[mine], ended=together.ended[mine]
            )
    return made


def _smooth(x: np.ndarray, values: np.ndarray, look: Look) -> Smooth:
    window = max(x.size // SMOOTHED_SHARE, SMALLEST_WINDOW) if look.window is None else look.window
    first, stop = 0, x.size
    if look.x_limits is not None:
        first, stop = np.searchsorted(x, look.x_limits[0]), np.searchsorted(x, look.x_limits[1], side="right")
    shown = slice(int(first), int(stop))
    ended = np.logical_not(np.isfinite(values[:, int(stop) :]).any(axis=1))
    if window <= 1:
        return Smooth(x[shown], values[:, shown], window, x[shown], values[:, shown], ended)
    at = shown.start + spread_columns(x[shown], look.columns, look.log_x)
    smooth = running_mean(values, at, window, look.log_x)
    return Smooth(x[at], smooth, window, x[shown], values[:, shown], ended)
