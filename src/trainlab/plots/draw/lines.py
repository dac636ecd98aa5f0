"""The lines of a panel, the bands around them and the marks at their ends.

Each kind is one object of matplotlib, however many lines there are: hundreds of them would take most of the
time of a figure in bookkeeping.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection

from trainlab.plots.compute.curve_plot import MANY_LINES, Line, has_bands

BAND_INK = 0.18
"""Opacity of a band among few lines."""


def add_lines(axes: Axes, lines: Sequence[Line]) -> None:
    """The lines, the points of those that have marks, and faintly the curves before they were smoothed."""
    many = len(lines) > MANY_LINES
    raw = [line for line in lines if line.raw is not None]
    _add_collection(axes, [line.raw for line in raw], raw, alpha=0.25, linewidths=0.6, zorder=1.8)
    joined = [line for line in lines if line.joined]
    _add_collection(
        axes, [(line.x, line.y) for line in joined], joined, alpha=0.9 if many else 1.0,
        linewidths=1.0 if many else 1.6, linestyles=[line.style for line in joined], zorder=2,
    )  # fmt: skip
    for line in lines:
        if line.marked:
            axes.plot(
                line.x, line.y, color=line.color, alpha=0.9 if many else 1.0, linestyle="none", marker="o",
                markersize=3.5 if line.joined else 6, zorder=2,
            )  # fmt: skip


def add_bands(axes: Axes, lines: Sequence[Line]) -> None:
    """The bands over seeds: an area beside a line, a stroke through a point; fainter where lines are many.

    Among very many lines there are none, see :func:`~trainlab.plots.compute.curve_plot.has_bands`.
    """
    if not has_bands(lines):
        return
    bottom, top = axes.get_ylim()
    many = len(lines) > MANY_LINES
    areas, colors = [], []
    for line in lines:
        if line.low is None or line.high is None:
            continue
        low, high = np.clip(line.low, bottom, top), np.clip(line.high, bottom, top)
        if not line.joined:
            axes.vlines(line.x, low, high, color=line.color, alpha=0.4)
            continue
        inside = np.isfinite(line.low) & np.isfinite(line.high)
        if many:  # exploding bands on top of each other would paint the whole picture
            inside &= line.high <= top
        for run in _runs(inside):
            x = line.x[run]
            areas.append(np.column_stack([np.r_[x, x[::-1]], np.r_[low[run], high[run][::-1]]]))
            colors.append(line.color)
    if areas:
        ink = BAND_INK * min(1.0, MANY_LINES / len(lines))
        axes.add_collection(
            PolyCollection(areas, facecolors=colors, alpha=ink, linewidths=0, zorder=1.5), autolim=False
        )


def add_marks(axes: Axes, marks: Sequence[tuple[np.ndarray, str]], marker: str, size: float) -> None:
    """Draw marks above everything else, at the edge of the picture where they lie beyond it.

    Args:
        axes: where to draw them.
        marks: (2, marks) x and y of some marks, with their colour.
        marker: matplotlib's name of their shape.
        size: how large they are, in points.
    """
    marks = [(places, color) for places, color in marks if places.size]
    if marks:
        x, y = np.concatenate([places for places, _ in marks], axis=1)
        colors = [color for places, color in marks for _ in range(places.shape[1])]
        drawn = axes.scatter(
            x, np.clip(y, *axes.get_ylim()), s=size**2, c=colors, marker=marker, linewidths=1.2,
            clip_on=False, zorder=3,
        )  # fmt: skip
        drawn.set_in_layout(False)


def _add_collection(axes: Axes, places: Sequence, lines: Sequence[Line], **look) -> None:
    if lines:
        drawn = LineCollection(
            [np.column_stack(place) for place in places], colors=[line.color for line in lines],
            capstyle="round", joinstyle="round", **look,
        )  # fmt: skip
        axes.add_collection(drawn, autolim=False)


def _runs(inside: np.ndarray) -> Iterator[slice]:
    """Where a mask is true: the longest stretches."""
    edges = np.flatnonzero(np.diff(np.r_[False, inside, False]))
    for start, stop in edges.reshape(-1, 2):
        yield slice(start, stop)
