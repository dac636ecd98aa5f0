"""Images beside their augmented versions."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trainlab.plots.compute.augmented import AugmentedPlot
from trainlab.plots.compute.pictures import IMAGE, picture_height
from trainlab.plots.draw import style
from trainlab.plots.draw.frame import framed_figure, short_name
from trainlab.plots.draw.names import make_plain

GAP = 0.25
"""Space between the originals and the rest, in pictures."""

LABEL = 0.075
"""Inches a letter of a class's name is wide."""


def draw_augmented(plot: AugmentedPlot) -> Figure:
    """Draw it: a row an image, the original first.

    Returns:
        A new figure, not registered with pyplot: ``figure.savefig(path)`` writes it.
    """
    rows, across = plot.pictures.shape[:2]
    names = [short_name(name, 16) for name in plot.classes]
    beside = 0.2 + LABEL * max(map(len, names))
    width, height = IMAGE * (across + GAP) + beside, picture_height(plot.pictures[:, 0]) * rows + 0.25
    with style.figure_style():
        figure = framed_figure(width, height, plot.title, plot.notes)
        grid = figure.subplots(
            rows, across + 1, squeeze=False, gridspec_kw={"width_ratios": [1, GAP, *[1] * (across - 1)]}
        )
        for axes in grid[:, 1]:
            figure.delaxes(axes)
        for row, name in enumerate(names):
            for axes, picture in zip(np.delete(grid[row], 1), plot.pictures[row], strict=True):
                _draw(axes, picture)
            grid[row, 0].set_ylabel(name, rotation=0, ha="right", va="center")
        grid[0, 0].set_title("original", fontsize=8.5)
        grid[0, 2].set_title("augmented", fontsize=8.5)
        return make_plain(figure)


def _draw(axes: Axes, picture: np.ndarray) -> None:
    axes.imshow(picture, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.grid(False)
    axes.spines[:].set(visible=True, linewidth=0.5)
