"""A net of one input beside the data, after some of its steps."""

from __future__ import annotations

import math

from matplotlib.figure import Figure

from trainlab.plots.compute.fit import FitPlot
from trainlab.plots.compute.legend.colors import CATEGORIES
from trainlab.plots.draw import style
from trainlab.plots.draw.frame import framed_figure, short_name
from trainlab.plots.draw.names import make_plain

ACROSS = 3
"""Panels in a row."""


def draw_fit(plot: FitPlot) -> Figure:
    """Draw a fit: a small panel for each step.

    Returns:
        A new figure, not registered with pyplot.
    """
    with style.figure_style():
        alone = len(plot.panels) == 1
        across = min(ACROSS, len(plot.panels))
        down = math.ceil(len(plot.panels) / across)
        width, height = style.PANEL if alone else style.SMALL_PANEL
        figure = framed_figure(across * width, down * height * 0.9, plot.title, plot.notes)
        grid = figure.subplots(down, across, squeeze=False, sharex=True, sharey=True)
        for spare in grid.ravel()[len(plot.panels) :]:
            figure.delaxes(spare)
        for number, panel in enumerate(plot.panels):
            axes = grid.ravel()[number]
            axes.scatter(*plot.validation.T, s=9, alpha=0.25, linewidths=0, color=style.FAINT)
            axes.scatter(*plot.train.T, s=13, alpha=0.7, linewidths=0, color=CATEGORIES[0])
            axes.plot(plot.places, panel.answers, color=CATEGORIES[1], linewidth=1.8)
            axes.set_ylim(plot.low, plot.high)
            axes.set_title(panel.heading, fontsize=9, loc="left")
            if number % across == 0:
                axes.set_ylabel(short_name(plot.y_name))
            if number + across >= len(plot.panels):
                axes.set_xlabel(short_name(plot.x_name))
                axes.tick_params(labelbottom=True)
        return make_plain(figure)
