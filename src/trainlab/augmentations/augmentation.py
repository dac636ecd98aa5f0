"""What an augmentation is specified by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trainlab.specs.room import Room
from trainlab.specs.setting import Setting


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Augmentation:
    """One random change to training examples: its name, its settings, and the function that makes it.

    The settings, what is said where it does not suit the data, and what a step does are made from its
    specification. One of ``points``, ``field``, ``images`` and ``rows`` is given. It takes settings by name,
    as float32 scalars; JAX is imported inside it, so that the settings are known without.

    Attributes:
        name: what a user writes, ``rotate=15``: the name of its first setting.
        settings: of the recipe and traced: first how far it goes, with the neutral value that switches it
            off, then others that mean something beside it (``default=By(name, {"*": ...})``).
        points: a change of geometry, from where pixels of the result look to where they look before it; from
            points, numbers and the (height, width) of the images. All are one resampling.
        field: displacements of each pixel, down and to the right, from (batch, height, width) and a key.
        images: (batch, height, width, channels) changed: from them, from what they were before any change,
            from numbers and a key.
        rows: examples changed, of tables too: from (batch, features) and a key.
        numbers: how many random numbers between 0 and 1 it takes of each example, given as
            (numbers, batch).
        colours: whether it needs red, green and blue.
        in_pixels: whether it must be less than the shorter side of images.
        first: trainlab's own: the place of its numbers among those drawn for all. Without it they are drawn
            from its own stream. No place ever changes its owner: studies could not be repeated.
        stream: trainlab's own: number of its random stream. Without it the stream is its name's.
    """

    name: str
    settings: tuple[Setting, ...]
    points: Callable[..., Any] | None = None
    field: Callable[..., Any] | None = None
    images: Callable[..., Any] | None = None
    rows: Callable[..., Any] | None = None
    numbers: int = 0
    colours: bool = False
    in_pixels: bool = False
    first: int | None = None
    stream: int | None = None

    @staticmethod
    def room() -> Room[Augmentation]:
        """Where it is listed."""
        from trainlab.augmentations import AUGMENTATIONS

        return AUGMENTATIONS


def magnitude(name: str, meaning: str, high: float = float("inf"), open_high: bool = False) -> Setting:
    """How far an augmentation goes: a number from 0, which switches it off."""
    return Setting(
        name=name, owner="recipe", kind="traced", type="number", low=0.0, high=high, open_high=open_high,
        scale="linear", neutral=0.0, meaning=meaning,
    )  # fmt: skip
