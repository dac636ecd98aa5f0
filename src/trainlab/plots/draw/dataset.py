"""What a dataset looks like: points in the plane, example images, or a histogram of each feature."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from trainlab.plots.compute.dataset import HistogramsPlot, ImagesPlot, PointsPlot
from trainlab.plots.compute.legend.colors import CATEGORIES
from trainlab.plots.compute.pictures import IMAGE, picture_height
from trainlab.plots.draw import style
from trainlab.plots.draw.frame import framed_figure, short_name
from trainlab.plots.draw.names import add_legend, make_plain

MAX_FILLED = 3
"""With more classes than this histograms are outlines only."""


def draw_dataset(plot: PointsPlot | ImagesPlot | HistogramsPlot) -> Figure:
    """Draw what a dataset looks like.

    Returns:
        A new figure, not registered with pyplot.
    """
    with style.figure_style():
        if isinstance(plot, PointsPlot):
            return make_plain(_draw_points(plot))
        return make_plain(_draw_images(plot) if isinstance(plot, ImagesPlot) else _draw_histograms(plot))


def _add_legend(figure: Figure, classes: tuple[str, ...]) -> None:
    marks = [
        Line2D([], [], color=color, marker="o", linestyle="none")
        for color, _ in zip(CATEGORIES, classes, strict=False)
    ]
    names = [short_name(name) for name in classes[: len(marks)]]
    add_legend(figure, marks, names, loc="outside right upper", title="class", alignment="left")


def _draw_points(plot: PointsPlot) -> Figure:
    figure = framed_figure(style.PANEL[0] + style.LEGEND_WIDTH, style.PANEL[1], plot.title, plot.notes)
    axes = figure.subplots()
    colors = [CATEGORIES[number] for number in plot.targets]
    axes.scatter(*plot.points.T, c=colors, s=14, alpha=0.75, linewidths=0)
    axes.set_xlabel(short_name(plot.labels[0]))
    axes.set_ylabel(short_name(plot.labels[1]))
    if plot.equal:
        axes.set_aspect("equal", adjustable="datalim")
    _add_legend(figure, plot.classes)
    return figure


def _draw_images(plot: ImagesPlot) -> Figure:
    rows = max(map(len, plot.images))
    height = picture_height(plot.images[0])
    figure = framed_figure(IMAGE * len(plot.classes), height * rows + 0.25, plot.title, plot.notes)
    grid = figure.subplots(rows, len(plot.classes), squeeze=False)
    for column, (name, images) in enumerate(zip(plot.classes, plot.images, strict=True)):
        grid[0, column].set_title(short_name(name, 12), fontsize=8.5)
        for row in range(rows):
            grid[row, column].axis("off")
            if row < len(images):
                grid[row, column].imshow(images[row], cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    return figure


def _draw_histograms(plot: HistogramsPlot) -> Figure:
    across = min(style.MAX_PANELS_ACROSS, math.ceil(math.sqrt(len(plot.features))))
    down = math.ceil(len(plot.features) / across)
    width, height = style.SMALL_PANEL
    figure = framed_figure(across * width + style.LEGEND_WIDTH, down * height * 0.8, plot.title, plot.notes)
    panels: list[Axes] = list(figure.subplots(down, across, squeeze=False).ravel())
    for spare in panels[len(plot.features) :]:
        figure.delaxes(spare)
    for column, name in enumerate(plot.features):
        axes = panels[column]
        for number, color in zip(range(len(plot.classes)), CATEGORIES, strict=False):
            shares = plot.shares[column, number]
            if len(plot.classes) <= MAX_FILLED:
                axes.stairs(shares, plot.edges[column], fill=True, color=color, alpha=0.25, linewidth=0)
            axes.stairs(shares, plot.edges[column], color=color, linewidth=1.1)
        axes.set_ylim(bottom=0)
        axes.set_xlabel(short_name(name))
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.yaxis.set_major_formatter(lambda share, place: f"{100 * share:.4g}%")
        if column % across == 0:
            axes.set_ylabel("share of the class")
    _add_legend(figure, plot.classes)
    return figure
