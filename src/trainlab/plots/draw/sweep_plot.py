"""Drawing computed figures of sweeps."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from trainlab.plots.compute.sweep_plot import Mark, SweepPlot
from trainlab.plots.draw import style
from trainlab.plots.draw.curve_plot import draw_lines
from trainlab.plots.draw.frame import framed_figure
from trainlab.plots.draw.names import add_legend, make_plain

INTERVAL_INK = 0.16
"""Opacity of the interval of a mark."""

WIDTH, HEIGHT = 7.2, 5.0
"""Inches of the axes with their labels and the legend below them."""

COLUMNS = 2
"""Columns of the legend."""

BELOW = 0.7
"""Inches from the axes down to the legend."""


def draw_sweep(plot: SweepPlot) -> Figure:
    """Draw a figure of a sweep.

    Returns:
        A new figure, not registered with pyplot: ``figure.savefig(path)`` writes it.
    """
    with style.figure_style():
        figure = framed_figure(WIDTH, HEIGHT, plot.title, plot.notes)
        axes = figure.subplots()
        draw_lines(axes, plot.x, plot.y, plot.lines)
        axes.set_xlabel(plot.x.label)
        axes.set_ylabel(plot.y.label)
        handles = [
            Line2D(
                [], [], color=line.color, linewidth=1.6,
                ls=line.style if line.joined else "none",
                marker="o" if line.marked or not line.joined else None, markersize=3.5,
            )
            for line in plot.lines if line.label
        ]  # fmt: skip
        names = [line.label for line in plot.lines if line.label]
        for mark in plot.marks:
            _draw_mark(axes, mark)
            handles.append(Line2D([], [], color=mark.color, ls=mark.style, linewidth=1.4))
            names.append(mark.label)
        add_legend(
            axes, handles, names, loc="upper center", bbox_to_anchor=(0.5, -BELOW / HEIGHT), ncols=COLUMNS,
            handlelength=2.2,
        )  # fmt: skip
        return make_plain(figure)


def _draw_mark(axes: Axes, mark: Mark) -> None:
    left, right = axes.get_xlim()
    if mark.low < mark.high:
        axes.axvspan(
            max(mark.low, left), min(mark.high, right), color=mark.color, alpha=INTERVAL_INK, linewidth=0,
            zorder=0.6,
        )  # fmt: skip
    if left <= mark.x <= right:
        axes.axvline(mark.x, color=mark.color, linestyle=mark.style, linewidth=1.3, zorder=2.5)
