"""Examples beside what augmentation makes of them: computed first, then drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from trainlab.plots import style
from trainlab.plots.frame import framed_figure, short_name
from trainlab.plots.names import make_plain
from trainlab.plots.pictures import IMAGE, Shades, picture_height

GAP = 0.25
"""Space between the originals and the rest, in pictures."""

LONGEST_TITLE = 70
"""Letters of a title; with more, the settings stand below the figure."""

LABEL = 0.075
"""Inches a letter of a class's name is wide."""


@dataclass(frozen=True, slots=True, eq=False)
class AugmentedPlot:
    """Some images, and how they look changed.

    Attributes:
        title: what it shows.
        classes: name of each image's class.
        pictures: (images, 1 + versions, height, width) or (..., 3): the original and its versions, 0 to 1.
        notes: what else a reader must know.
    """

    title: str
    classes: tuple[str, ...]
    pictures: np.ndarray
    notes: tuple[str, ...]


def augmented_plot(
    data: str, settings: Sequence[str], classes: Sequence[str], originals: np.ndarray, versions: np.ndarray
) -> AugmentedPlot:
    """What the figure of augmented images shows.

    Args:
        data: the dataset's name.
        settings: the settings of augmentation, as a person writes them.
        classes: name of each image's class.
        originals: (images, height, width, channels).
        versions: (versions, images, height, width, channels) the same images changed.
    """
    shades = Shades.of([originals])
    notes = ["each version by random numbers of its own, drawn anew at every step of training", *shades.notes]
    if versions.min() < shades.black or versions.max() > shades.white:
        notes.append(
            f"shown cut off: augmented values reach from {versions.min():.3g} to {versions.max():.3g}"
        )
    title = f"{data} with {', '.join(settings)}"
    if len(title) > LONGEST_TITLE:
        title, notes = f"{data}, augmented", [*settings, *notes]
    together = np.concatenate([originals[None], versions]).swapaxes(0, 1)
    return AugmentedPlot(title, tuple(classes), shades.pictures(together), tuple(notes))


def augmented_figure(plot: AugmentedPlot) -> Figure:
    """Draw it: a row an image, the original first.

    Returns:
        A figure of its own, unknown to pyplot: ``figure.savefig(path)`` writes it.
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
