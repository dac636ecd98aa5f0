"""From the curves of trials that differ in their seed to one line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.plots.compute.curve_plot import Line
from trainlab.plots.compute.lines.exploding import stayed_far_above_start
from trainlab.plots.compute.lines.seed_band import median_and_band
from trainlab.plots.compute.lines.smoothing import Group, Look, Smooth, smooth_groups
from trainlab.plots.compute.lines.thinning import thin

NONE = np.empty((2, 0))
"""No places."""

INSIDE = 0.95
"""Share of the points of every trial that did not explode which the picture must contain."""


def make_lines(groups: Sequence[Group], look: Look) -> list[Line | None]:
    """One line for each group of trials that differ in their seed only.

    Behind the end of a trial that stopped early the line is that of the others.

    Args:
        groups: the groups.
        look: how lines are to be made.

    Returns:
        A line for each group; None where nothing of it can be drawn.
    """
    smoothed = smooth_groups(groups, look)
    return [
        None if smooth is None else _make_line(group, smooth, look)
        for group, smooth in zip(groups, smoothed, strict=True)
    ]


def _make_line(group: Group, smooth: Smooth, look: Look) -> Line | None:
    x, values = smooth.x, smooth.values
    if not x.size:
        return None
    ends = stops = NONE
    spans = _spans(group, smooth, look)
    diverged, stopped = (
        np.array([trial.status == status for trial in group.trials]) & smooth.ended
        for status in ("diverged", "stopped")
    )
    if diverged.any() or stopped.any():
        last = _last_finite(values)
        ends, stops = _ends(diverged, last, x, values), _ends(stopped, last, x, values)
        after = np.arange(values.shape[1]) > last[:, None]
        values = np.where(after & diverged[:, None], look.worst, values)
    alone = len(group.trials) == 1
    middle, low, high = (values[0], None, None) if alone else median_and_band(values)
    reach = np.isfinite(middle)
    if not reach.all():
        if not reach.any():
            return None
        x, middle = x[reach], middle[reach]
        low, high = (None if end is None else end[reach] for end in (low, high))
    raw = None
    if look.raw and alone and smooth.window > 1:
        known = np.isfinite(smooth.rough[0])
        rough = smooth.rough_x[known], smooth.rough[0, known]
        raw = np.stack(thin(*rough, None, None, look.columns, look.log_x)[:2])
    return Line(
        group.label,
        tuple(trial.id for trial in group.trials),
        len(group.trials),
        group.color,
        group.style,
        *thin(x, middle, low, high, look.columns, look.log_x),
        raw=raw,
        ends=ends,
        stops=stops,
        window=smooth.window,
        spans=spans,
    )


def _spans(group: Group, smooth: Smooth, look: Look) -> np.ndarray:
    """(3, calm trials) lowest value, 95th percentile and start of the trials that did not explode."""
    calm = np.array([trial.id not in look.exploded for trial in group.trials])
    if look.guessing is not None:
        calm &= ~stayed_far_above_start(smooth.values, look.guessing)
    shown = [smooth.values[calm]]
    if look.raw and len(group.trials) == 1 and smooth.window > 1:
        shown.append(smooth.rough[calm])
    found = [_span(values) for values in shown]
    if len(found) == 1:
        return found[0]
    # A start before smoothing is one batch's, and may be anything.
    return np.stack([np.fmin(found[0][0], found[1][0]), np.fmax(found[0][1], found[1][1]), found[0][2]])


def _span(values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    seen = known.any(axis=1)
    values, known = values[seen], known[seen]
    if not values.size:
        return np.empty((3, 0))
    ordered = np.sort(np.where(known, values, np.inf), axis=1)
    rows = np.arange(len(values))
    most = np.ceil(INSIDE * known.sum(axis=1)).astype(int) - 1
    return np.stack([ordered[:, 0], ordered[rows, most], values[rows, known.argmax(axis=1)]])


def _last_finite(values: np.ndarray) -> np.ndarray:
    """(trials,) index of each row's last finite value; -1 if it has none."""
    finite = np.isfinite(values)
    last = values.shape[1] - 1 - np.argmax(finite[:, ::-1], axis=1)
    return np.where(finite.any(axis=1), last, -1)


def _ends(chosen: np.ndarray, last: np.ndarray, x: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(2, trials) where each of some trials was last seen."""
    rows = np.flatnonzero(chosen & (last >= 0))
    return np.array([x[last[rows]], values[rows, last[rows]]])
