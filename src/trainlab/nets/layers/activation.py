"""An activation as a layer of its own."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.nets.activations import activate, has_own_number
from trainlab.nets.layers.layer import Batch, Layer, Shape, Variables
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class Activation(Layer):
    """The activation of that name, number by number."""

    shape: Shape
    activation: str

    @property
    def input_shape(self) -> Shape:
        return self.shape

    @property
    def output_shape(self) -> Shape:
        return self.shape

    def depends_on(self, active: frozenset[str]) -> bool:
        return has_own_number(self.activation)

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        return activate(self.activation, x, mode.hyper), statistics
