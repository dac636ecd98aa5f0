"""A fixed scale and offset, such as pixels to [-1, 1]."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trainlab.nets.layers.kind import LayerKind, Place, spell_decimal
from trainlab.nets.layers.layer import Batch, Layer, SameShape, Variables
from trainlab.nets.layers.word import Form, Word
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class Rescale(SameShape):
    """``x * scale + offset``, with nothing to learn."""

    scale: float
    offset: float

    @property
    def multiply_adds(self) -> int:
        return math.prod(self.shape)

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        return x * self.scale + self.offset, statistics


def _make(word: Word, place: Place) -> Layer:
    scale, offset = (*word.decimals, 0.0)[:2]
    return Rescale(place.named("rescale"), place.shape, scale, offset)


def _spell(layer: Rescale) -> str:
    offset = "" if layer.offset == 0 else f":{spell_decimal(layer.offset)}"
    return f"rescale{spell_decimal(layer.scale)}{offset}"


RESCALE = LayerKind(
    name="rescale",
    form=Form("rescale0.5 or rescale2:-1 (scale:offset)", decimals=(1, 2)),
    layer=Rescale,
    make=_make,
    spell=_spell,
)
