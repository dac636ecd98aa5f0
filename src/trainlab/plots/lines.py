"""From the curves of trials that differ in their seed to one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.plots.plot import Line
from trainlab.plots.seed_band import median_and_band
from trainlab.plots.thinning import running_mean, spread_columns, thin
from trainlab.record import Trial

SMOOTHED_FROM = 100
"""Step curves with more points than this are smoothed unless told otherwise."""

SMOOTHED_SHARE = 50
"""The window of that smoothing is one part in so many of the curve, but at least ``SMALLEST_WINDOW``."""

SMALLEST_WINDOW = 9


@dataclass(frozen=True, slots=True)
class Look:
    """How lines are to be made.

    Attributes:
        log_x, log_y: whether the axes are logarithmic, where only positive numbers have a place.
        columns: places along the x axis at which a line is drawn.
        window: points the running mean is over; 1 for no smoothing, None for a share of each line's length.
        raw: whether a single trial's curve is also kept as it was before smoothing.
        worst: what a diverged trial's value is taken for behind its end: infinite for a loss, minus infinite
            for an accuracy. The median over seeds then ends where most of them have diverged. NaN leaves
            diverged trials out.
    """

    log_x: bool
    log_y: bool
    columns: int
    window: int | None
    raw: bool
    worst: float


def make_line(
    group: Sequence[Trial],
    x: np.ndarray,
    values: np.ndarray,
    look: Look,
    *,
    label: str,
    color: str,
    style: str,
) -> Line | None:
    """One line of trials that differ in their seed only.

    Behind the end of a trial that stopped early the line is that of the others.

    Args:
        group: the trials.
        x: (points,) places of the points on the x axis.
        values: (trials, points) one row a trial; NaN where a trial has no value.
        look: how it is to be made.
        label, color, style: what the line stands for, and how it is drawn.

    Returns:
        The line; None if nothing of it can be drawn.
    """
    values = np.where(np.isfinite(values), values, np.nan)
    if look.log_y:
        values = np.where(values > 0, values, np.nan)
    shown = np.isfinite(values).any(axis=0) & ((x > 0) | (not look.log_x))
    values = values.astype(float)
    if not shown.all():
        x, values = x[shown], values[:, shown]
    if not x.size:
        return None
    rough = values
    window = max(x.size // SMOOTHED_SHARE, SMALLEST_WINDOW) if look.window is None else look.window
    places = x
    if window > 1:
        at = spread_columns(x, look.columns, look.log_x)
        values, places = running_mean(values, at, window, look.log_x), x[at]
    last = _last_finite(values)
    diverged, stopped = (
        np.array([trial.status == status for trial in group]) for status in ("diverged", "stopped")
    )
    behind = np.arange(values.shape[1]) > last[:, None]
    middle, low, high = median_and_band(np.where(behind & diverged[:, None], look.worst, values))
    reach = np.isfinite(middle)
    if not reach.any():
        return None
    alone = len(group) == 1
    bands = (None, None) if alone else (low[reach], high[reach])
    drawn = thin(places[reach], middle[reach], *bands, look.columns, look.log_x)
    raw = None
    if look.raw and alone and window > 1:
        known = np.isfinite(rough[0])
        raw = np.stack(thin(x[known], rough[0, known], None, None, look.columns, look.log_x)[:2])
    return Line(
        label,
        tuple(trial.id for trial in group),
        len(group),
        color,
        style,
        *drawn,
        raw=raw,
        ends=_ends(diverged, last, places, values),
        stops=_ends(stopped, last, places, values),
        window=window,
    )


def _last_finite(values: np.ndarray) -> np.ndarray:
    """(trials,) index of each row's last finite value; -1 if it has none."""
    finite = np.isfinite(values)
    last = values.shape[1] - 1 - np.argmax(finite[:, ::-1], axis=1)
    return np.where(finite.any(axis=1), last, -1)


def _ends(chosen: np.ndarray, last: np.ndarray, x: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(2, trials) where each of some trials was last seen."""
    rows = np.flatnonzero(chosen & (last >= 0))
    return np.array([x[last[rows]], values[rows, last[rows]]])
