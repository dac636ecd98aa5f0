"""Predicted against true numbers, with what is left beside it."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from trainlab.plots.compute.legend.colors import CATEGORIES
from trainlab.plots.compute.predicted import PredictedPlot
from trainlab.plots.draw import style
from trainlab.plots.draw.frame import framed_figure, short_name
from trainlab.plots.draw.names import make_plain
from trainlab.record.wording import plain_number

POINT = {"s": 12, "alpha": 0.45, "linewidths": 0, "color": CATEGORIES[0]}


def draw_predicted(plot: PredictedPlot) -> Figure:
    """Draw predictions: a row for each target.

    Returns:
        A new figure, not registered with pyplot.
    """
    with style.figure_style():
        width, height = style.PANEL[0] * 0.68, style.PANEL[1] * 0.92
        figure = framed_figure(2 * width, height * len(plot.panels), plot.title, plot.notes)
        grid = figure.subplots(len(plot.panels), 2, squeeze=False)
        for (against, rest), panel in zip(grid, plot.panels, strict=True):
            name = short_name(panel.name)
            ends = (panel.low, panel.high)
            against.plot(ends, ends, color=style.INK, linewidth=0.9)
            against.scatter(panel.true, panel.predicted, **POINT)
            against.set(xlim=ends, ylim=ends, xlabel=f"true {name}", ylabel=f"predicted {name}")
            against.set_aspect("equal", adjustable="box")
            against.set_title(panel.heading, fontsize=9, loc="left")
            rest.axhline(0, color=style.INK, linewidth=0.9)
            rest.scatter(panel.predicted, panel.predicted - panel.true, **POINT)
            for axis in (against.xaxis, against.yaxis, rest.xaxis, rest.yaxis):
                axis.set_major_locator(MaxNLocator(5))
                axis.set_major_formatter(lambda value, place: plain_number(float(f"{value:.6g}")))
            rest.set(xlabel=f"predicted {name}", ylabel=f"residual: predicted - true {name}")
        return make_plain(figure)
