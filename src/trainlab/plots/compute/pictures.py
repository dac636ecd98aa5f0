"""Images as numbers between black and white."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

IMAGE = 0.82
"""Inches of a small picture, with its margin."""


@dataclass(frozen=True, slots=True)
class Shades:
    """Which numbers of an image are black and white, and what of it is shown.

    Attributes:
        black, white: 0 and 1, or what goes beyond them.
        channels: of the images; all are shown where they are three, else the first.
    """

    black: float
    white: float
    channels: int

    @classmethod
    def of(cls, groups: Sequence[np.ndarray]) -> Shades:
        """The shades of images, (images, height, width, channels) each group."""
        low, high = (
            min(group.min(initial=0) for group in groups),
            max(group.max(initial=1) for group in groups),
        )
        return cls(float(low), float(high), groups[0].shape[-1])

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know to read the pictures."""
        notes = []
        if (self.black, self.white) != (0, 1):
            notes.append(f"values from {self.black:.3g} (black) to {self.white:.3g} (white)")
        if self.channels not in (1, 3):
            notes.append(f"the first of {self.channels} channels")
        return tuple(notes)

    def pictures(self, images: np.ndarray) -> np.ndarray:
        """Images (..., height, width, channels) as pictures (..., height, width) or (..., height, width, 3).

        Numbers beyond black and white are cut off there.
        """
        shown = images if self.channels == 3 else images[..., 0]
        return np.clip((shown - self.black) / (self.white - self.black), 0, 1)


def picture_height(images: np.ndarray) -> float:
    """Inches a picture is high, beside ``IMAGE`` inches of width, within bounds.

    Args:
        images: (images, height, width, ...).
    """
    return IMAGE * min(max(images.shape[1] / images.shape[2], 0.4), 2.5)
