"""Computed figures to ink."""

from __future__ import annotations

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, PercentFormatter

from trainlab.plots import style
from trainlab.plots.legend import add_color_bar, add_legends
from trainlab.plots.plot import Axis, CurvePlot, Line

MANY_LINES = 12
"""With more lines than this they are drawn thinner, and their bands fainter."""


def draw(plot: CurvePlot) -> Figure:
    """Draw a computed figure.

    Returns:
        A figure of its own, unknown to pyplot: ``figure.savefig(path)`` writes it.
    """
    with style.figure_style():
        across = min(len(plot.panels), style.MOST_PANELS_ACROSS)
        down = math.ceil(len(plot.panels) / across)
        width, height = style.PANEL if len(plot.panels) == 1 else style.SMALL_PANEL
        beside = 0.0 if plot.colors.kind == "none" and not plot.styles.settings else style.LEGEND_WIDTH
        figure = Figure(
            figsize=(width * across + beside, height * down + 0.3), dpi=style.DPI, layout="constrained"
        )
        FigureCanvasAgg(figure)
        axes = figure.subplots(down, across, sharey=True, squeeze=False).ravel()
        for place, panel in enumerate(plot.panels):
            _draw_panel(axes[place], plot, panel.lines, panel.title)
            axes[place].tick_params(labelbottom=True)
        for spare in axes[len(plot.panels) :]:
            figure.delaxes(spare)
        shown = list(axes[: len(plot.panels)])
        _label(figure, shown, plot, across)
        add_color_bar(figure, shown, plot.colors)
        add_legends(figure, plot)
    return figure


def _draw_panel(axes: Axes, plot: CurvePlot, lines: tuple[Line, ...], title: str) -> None:
    many = len(lines) > MANY_LINES
    _scale(axes, plot)
    top, bottom = _limits(axes, plot, lines)
    for line in lines:
        if line.low is not None and line.high is not None:
            axes.fill_between(
                line.x, np.maximum(line.low, bottom), np.minimum(line.high, top), color=line.color,
                alpha=0.10 if many else 0.18, linewidth=0, zorder=1.5,
            )  # fmt: skip
        if line.raw is not None:
            axes.plot(*line.raw, color=line.color, alpha=0.25, linewidth=0.6, zorder=1.8)
        axes.plot(
            line.x, line.y, color=line.color, linestyle=line.style, linewidth=1.0 if many else 1.6,
            alpha=0.9 if many else 1.0, marker="o" if line.marked else None, markersize=3.5,
            solid_capstyle="round", solid_joinstyle="round", zorder=2,
        )  # fmt: skip
    for line in lines:
        axes.plot(
            line.ends[0], np.clip(line.ends[1], bottom, top), linestyle="none", marker="x", color=line.color,
            markersize=5, markeredgewidth=1.2, clip_on=False, zorder=3,
        )  # fmt: skip
    if title:
        axes.set_title(title)


def _scale(axes: Axes, plot: CurvePlot) -> None:
    for axis, name in ((plot.x, "x"), (plot.y, "y")):
        if axis.log:
            axes.set(**{f"{name}scale": "log"})
        _format_ticks(axes, axis, name)


def _format_ticks(axes: Axes, axis: Axis, name: str) -> None:
    ticks = axes.xaxis if name == "x" else axes.yaxis
    if axis.percent:
        ticks.set_major_formatter(PercentFormatter(1.0, symbol=""))
    elif not axis.log:
        ticks.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    if axis.ticks:
        ticks.set_major_locator(FixedLocator(list(axis.ticks)))
        ticks.set_major_formatter(FuncFormatter(lambda value, _: axis.ticks.get(value, "")))
        ticks.set_minor_formatter(NullFormatter())


def _limits(axes: Axes, plot: CurvePlot, lines: tuple[Line, ...]) -> tuple[float, float]:
    """Set the ranges of the axes; returns the top and the bottom of what is shown."""
    low = min(float(line.x[0]) for line in lines)
    high = max(max(float(line.x[-1]), float(line.ends[0].max(initial=-np.inf))) for line in lines)
    low, high = (low if plot.x.low is None else plot.x.low), (high if plot.x.high is None else plot.x.high)
    if low < high:
        margin = 0.01 * (high - low)
        axes.set_xlim(low if plot.x.log else low - margin, high if plot.x.log else high + margin)
    known = np.concatenate([line.y for line in lines])
    bottom = float(np.nanmin(known)) if plot.y.low is None else plot.y.low
    top = float(np.nanmax(known)) if plot.y.high is None else plot.y.high
    if bottom < top:
        axes.set_ylim(bottom, top)
    return top, bottom


def _label(figure: Figure, axes: list[Axes], plot: CurvePlot, across: int) -> None:
    figure.suptitle(plot.title, x=0.012, ha="left", fontsize=11, fontweight="bold")
    for place, panel in enumerate(axes):
        if place + across >= len(axes):
            panel.set_xlabel(plot.x.label)
        if place % across == 0:
            panel.set_ylabel(plot.y.label)
    if plot.notes:
        figure.supxlabel("  ·  ".join(plot.notes), x=0.012, ha="left", fontsize=7.5, color=style.FAINT)
