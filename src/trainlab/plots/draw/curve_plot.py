"""Drawing computed figures."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from trainlab.plain import plain
from trainlab.plots.compute.curve_plot import Axis, CurvePlot, Line
from trainlab.plots.draw import style
from trainlab.plots.draw.legend import add_color_bar, add_legends, legend_width
from trainlab.plots.draw.lines import add_bands, add_lines, add_marks
from trainlab.plots.draw.names import make_plain
from trainlab.plots.draw.ticks import set_ticks, turn_long_ticks

END, STOP = 5.0, 2.5
"""Sizes of the marks where a trial diverged, and where it stopped early."""


def draw_curves(plot: CurvePlot) -> Figure:
    """Draw a computed figure.

    Returns:
        A new figure, not registered with pyplot: ``figure.savefig(path)`` writes it.
    """
    with style.figure_style():
        down = math.ceil(len(plot.panels) / style.MAX_PANELS_ACROSS)
        across = math.ceil(len(plot.panels) / down)
        figure = _new_figure(plot, across, down)
        own = any(panel.y is not None for panel in plot.panels)
        axes = figure.subplots(down, across, sharey=not own, squeeze=False).ravel()
        for spare in axes[len(plot.panels) :]:
            figure.delaxes(spare)
        shown = list(axes[: len(plot.panels)])
        for place, (panel_axes, panel) in enumerate(zip(shown, plot.panels, strict=True)):
            x, y = panel.x or plot.x, panel.y or plot.y
            draw_lines(panel_axes, x, y, panel.lines)
            panel_axes.set_title(plain(panel.title))
            panel_axes.set_xlabel(x.label if own or place + across >= len(shown) else "")
            panel_axes.set_ylabel(y.label if own or place % across == 0 else "")
        add_color_bar(figure, shown, plot.colors)
        add_legends(figure, plot)
        return make_plain(figure)


def _new_figure(plot: CurvePlot, across: int, down: int) -> Figure:
    """An empty figure with its title, its notes and room for both."""
    width, height = style.PANEL if len(plot.panels) == 1 else style.SMALL_PANEL
    width = max(width * across + legend_width(plot), style.NARROWEST)
    above = style.TITLE_HEIGHT if plot.title else 0.0
    notes = style.wrap_notes(plot.notes, width)
    below = style.NOTE_HEIGHT * len(notes)
    total = height * down + above + below
    room = ConstrainedLayoutEngine(rect=(0.0, below / total, 1.0, 1 - (above + below) / total))
    figure = Figure(figsize=(width, total), dpi=style.DPI, layout=room)
    FigureCanvasAgg(figure)
    edge = style.EDGE / width
    figure.text(
        edge, 1 - style.EDGE / total, plain(plot.title), ha="left", va="top", fontsize=11, fontweight="bold",
    )  # fmt: skip
    for place, note in enumerate(reversed(notes)):
        bottom = (style.EDGE + style.NOTE_HEIGHT * place) / total
        figure.text(edge, bottom, note, ha="left", va="bottom", fontsize=7.5, color=style.FAINT)
    return figure


def draw_lines(axes: Axes, x: Axis, y: Axis, lines: tuple[Line, ...]) -> None:
    """Draw lines with their bands and marks into axes, whose scales, ranges and ticks are set."""
    _set_ranges(axes, x, y, lines)
    add_bands(axes, lines)
    add_lines(axes, lines)
    add_marks(axes, [(line.ends, line.color) for line in lines], "x", END)
    add_marks(axes, [(line.stops, line.color) for line in lines], "o", STOP)


def _set_ranges(axes: Axes, x: Axis, y: Axis, lines: tuple[Line, ...]) -> None:
    """Set scales, ranges and ticks: y as computed, x from the lines unless computed."""
    if x.log:
        axes.set_xscale("log")
    if y.log:
        axes.set_yscale("log")
    places = np.concatenate([np.concatenate([line.x, line.ends[0], line.stops[0]]) for line in lines])
    low = float(places.min()) if x.low is None else x.low
    high = float(places.max()) if x.high is None else x.high
    if low < high:
        margin = 0.0 if x.log else 0.01 * (high - low)
        axes.set_xlim(low - margin, high + margin)
    values = np.concatenate([line.y for line in lines])
    low = float(values.min()) if y.low is None else y.low
    high = float(values.max()) if y.high is None else y.high
    if low < high:
        axes.set_ylim(low, high)
    set_ticks(axes.xaxis, x, axes.get_xlim())
    turn_long_ticks(axes.xaxis, x)
    set_ticks(axes.yaxis, y, axes.get_ylim())
    axes.tick_params(which="both", labelbottom=True, **style.TICKS)
