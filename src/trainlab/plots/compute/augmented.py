"""What a figure of augmented examples shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.plots.compute.pictures import Shades

LONGEST_TITLE = 70
"""The most characters of a title; with more, the settings are put below the figure."""


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
    notes = ["each version has its own random numbers, drawn anew at every step of training", *shades.notes]
    if versions.min() < shades.black or versions.max() > shades.white:
        notes.append(
            f"shown cut off: augmented values reach from {versions.min():.3g} to {versions.max():.3g}"
        )
    title = f"{data} with {', '.join(settings)}"
    if len(title) > LONGEST_TITLE:
        title, notes = f"{data}, augmented", [*settings, *notes]
    together = np.concatenate([originals[None], versions]).swapaxes(0, 1)
    return AugmentedPlot(title, tuple(classes), shades.pictures(together), tuple(notes))
