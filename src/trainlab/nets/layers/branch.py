"""Residual connections (He et al. 2016): ``branch ... add`` adds what enters a branch to what leaves it."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.nets.activations import activate, has_own_number
from trainlab.nets.layers.layer import Batch, Layer, Shape, Variables
from trainlab.nets.mode import Mode


@dataclass(frozen=True)
class Branch(Layer):
    """Where a residual branch leaves; the net keeps its input for the ``Add`` that closes it."""

    shape: Shape

    @property
    def input_shape(self) -> Shape:
        return self.shape

    @property
    def output_shape(self) -> Shape:
        return self.shape

    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        return x, statistics


@dataclass(frozen=True)
class Add(Layer):
    """Where a residual branch comes back: its input is the sum, to which the activation is applied."""

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
