"""A fixed scale and offset, such as pixels to [-1, 1]."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trainlab.nets.layers.layer import Batch, Layer, Shape, Variables
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class Rescale(Layer):
    """``x * scale + offset``, with nothing to learn."""

    shape: Shape
    scale: float
    offset: float

    @property
    def input_shape(self) -> Shape:
        return self.shape

    @property
    def output_shape(self) -> Shape:
        return self.shape

    @property
    def multiply_adds(self) -> int:
        return math.prod(self.shape)

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        return x * self.scale + self.offset, statistics
