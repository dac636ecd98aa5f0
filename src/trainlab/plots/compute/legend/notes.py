"""Remarks below a figure: what its bands, marks and limits mean."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.counted import counted
from trainlab.plots.compute.curve_plot import Axis, Line, has_bands
from trainlab.plots.compute.legend.keys import Keys
from trainlab.plots.compute.lines.seed_band import band_text


def common_notes(
    lines: Sequence[Line], y: Axis, keys: Keys, curves: Sequence[Sequence[Line]] = ()
) -> list[str]:
    """What every figure says about its lines.

    Args:
        lines: the lines drawn.
        y: the y axis, whose range some lines may leave.
        keys: what colours and styles mean.
        curves: the lines of each curve, where the same trials are drawn once a curve: they count once.
    """
    notes = []
    several = len(curves) > 1
    each_curve = curves if several else [lines]
    seeds = sorted({line.seeds for line in lines if line.low is not None})
    if seeds:
        bands = list(dict.fromkeys(band_text(count) for count in seeds))
        each = f"{seeds[0]}" if len(seeds) == 1 else f"{seeds[0]} to {seeds[-1]}"
        mark, band = ("line", "band") if any(line.joined for line in lines) else ("dot", "stroke")
        if has_bands(lines):
            notes.append(f"{mark}: median of {each} seeds, {band}: {' or '.join(bands)}")
        else:
            notes.append(f"{mark}: median of {each} seeds; no bands among {len(lines)} lines")
    diverged = max(sum(line.ends.shape[1] for line in own) for own in each_curve)
    if diverged:
        notes.append(f"× {counted(diverged, 'trial')} diverged")
    stopped = max(sum(line.stops.shape[1] for line in own) for own in each_curve)
    if stopped:
        left = any(line.stops.size and line.stops[0].min() < line.x[-1] for line in lines)
        rest = ", lines continue with the remaining seeds" if left else ""
        notes.append(f"● {counted(stopped, 'trial')} stopped early{rest}")
    above, below = count_above(lines, y, several), count_below(lines, y, several)
    what = "line" if several else "trial"
    if above:
        over = counted(above, "point" if any(line.marked for line in lines) else what)
        notes.append(f"{over} go{'es' if above == 1 else ''} off the top of the picture")
    if below:
        notes.append(f"{counted(below, what)} go{'es' if below == 1 else ''} off the bottom of the picture")
    if keys.hidden:
        notes.append(f"not told apart: {', '.join(keys.hidden)}")
    return notes


def left_out_notes(values: np.ndarray, steps: np.ndarray, log_x: bool, log_y: bool) -> list[str]:
    """What cannot be drawn on logarithmic axes.

    Args:
        values: (trials, points) what is drawn.
        steps: (points,) where.
        log_x, log_y: whether an axis is logarithmic.
    """
    notes = []
    without = int((values <= 0).sum()) if log_y else 0
    if without:
        have = "has" if without == 1 else "have"
        notes.append(f"{counted(without, 'value')} of 0 or less {have} no place on the logarithmic axis")
    if log_x and steps.size and steps[0] <= 0:
        notes.append("step 0 has no place on the logarithmic axis")
    return notes


def count_above(lines: Sequence[Line], y: Axis, whole: bool = False) -> int:
    """What lies above the range of the y axis: points of lines whose points are marked, else trials.

    The trials are those of lines that go there, and diverged ones that ended there.

    Args:
        lines: the lines drawn.
        y: the y axis.
        whole: whether a line counts once, however many trials it represents.
    """
    if y.high is None:
        return 0
    leaving = 0
    for line in lines:
        if line.marked:
            leaving += int((line.y > y.high).sum())
            continue
        ended = int(((line.ends[1] > y.high) & np.isfinite(line.ends[1])).sum()) if line.ends.size else 0
        leaves = np.fmax.reduce(line.y) > y.high
        leaving += int(leaves or ended > 0) if whole else len(line.trials) if leaves else ended
    return leaving


def count_below(lines: Sequence[Line], y: Axis, whole: bool = False) -> int:
    """Trials whose line goes below the range of the y axis; lines, where ``whole``."""
    if y.low is None:
        return 0
    return sum(1 if whole else len(line.trials) for line in lines if np.min(line.y, initial=np.inf) < y.low)
