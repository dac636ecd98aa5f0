"""From images to rows."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jaxtyping import Float

from trainlab.nets.late import Array
from trainlab.nets.layers.kind import LayerKind
from trainlab.nets.layers.layer import Batch, Layer, Shape, Variables
from trainlab.nets.layers.planes import to_rows
from trainlab.nets.layers.word import Form
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class Flatten(Layer):
    """One row an example: its pixels row by row, the channels of each together, as Keras has it."""

    shape: Shape

    @property
    def input_shape(self) -> Shape:
        return self.shape

    @property
    def output_shape(self) -> Shape:
        return (math.prod(self.shape),)

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Float[Array, "batch features"], Variables]:
        return (to_rows(x) if x.ndim == 4 else x), statistics


FLATTEN = LayerKind(
    name="flatten",
    form=Form("flatten"),
    layer=Flatten,
    make=lambda word, place: Flatten(place.named("flatten"), place.shape),
    spell=lambda layer: "flatten",
    images=True,
)
