"""A net: its layers, its variables and its output for a batch."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from trainlab.nets.late import Array
from trainlab.nets.layers import Batch, Layer, Shape, Variables
from trainlab.nets.layers.branch import Add, Branch
from trainlab.nets.layers.planes import to_planes, to_rows, with_spare
from trainlab.nets.mode import Mode
from trainlab.nets.summary import Summary

Parameters = Mapping[str, Mapping[str, Array | np.ndarray]]
"""layer name -> variable name -> array: numbers of one trial, or of many along a first axis."""


@dataclass(frozen=True, slots=True)
class Net:
    """A net as a description: hashable and free of arrays.

    Attributes:
        notation: what the user wrote, such as ``784-500-10``.
        layers: in the order they are applied; the last gives logits.
        frozen: names of the layers that do not learn.
        first: place of its first layer in the net it was cut from, so that layers keep their random streams.
    """

    notation: str
    layers: tuple[Layer, ...]
    frozen: frozenset[str] = frozenset()
    first: int = 0

    @property
    def input_shape(self) -> Shape:
        """Shape of one example as the first layer takes it."""
        return self.layers[0].input_shape

    @property
    def inputs(self) -> int:
        """Numbers in one example."""
        return math.prod(self.input_shape)

    @property
    def output_shape(self) -> Shape:
        """Shape of what the last layer makes of one example."""
        return self.layers[-1].output_shape

    @property
    def outputs(self) -> int:
        """Logits: 1 for a binary net (sigmoid), else one a class (softmax)."""
        return math.prod(self.output_shape)

    @property
    def variables(self) -> dict[str, dict[str, Shape]]:
        """Shape of every variable that learns, by layer and name; layers without any are left out."""
        return {
            layer.name: layer.variables
            for layer in self.layers if layer.variables and layer.name not in self.frozen
        }  # fmt: skip

    @property
    def fixed(self) -> dict[str, dict[str, Shape]]:
        """Shape of every variable of the frozen layers."""
        return {
            layer.name: layer.variables
            for layer in self.layers if layer.variables and layer.name in self.frozen
        }  # fmt: skip

    @property
    def statistics(self) -> dict[str, dict[str, Shape]]:
        """Shape of every statistic, by layer and name; layers without any are left out."""
        return {layer.name: layer.statistics for layer in self.layers if layer.statistics}

    @property
    def parameters(self) -> int:
        """How many numbers learn."""
        return _count(self.variables)

    @property
    def fixed_parameters(self) -> int:
        """How many numbers could learn but are frozen."""
        return _count(self.fixed)

    @property
    def summary(self) -> Summary:
        """The table of its layers; ``print(net.summary)`` prints it.

        >>> from trainlab.nets import read_net
        >>> table = read_net("784-300-10", "relu").summary
        >>> [(row.word, row.trainable) for row in table.rows], table.multiply_adds
        ([('dense300:relu', 235500), ('dense10:identity', 3010)], 238200)
        """
        return Summary.of(self.notation, self.layers, self.frozen)

    def _repr_html_(self) -> str:
        return self.summary._repr_html_()

    def frozen_where(self, names: frozenset[str]) -> Net:
        """The net with those layers frozen."""
        return replace(self, frozen=names)

    def cut(self, layers: int) -> tuple[Net, Net]:
        """The first ``layers`` layers and the rest, as two nets."""
        first, rest = self.layers[:layers], self.layers[layers:]
        return replace(self, layers=first), replace(self, layers=rest, first=self.first + layers)

    def apply(
        self,
        parameters: Parameters,
        inputs: Float[Array, "batch features"],
        mode: Mode | None = None,
        statistics: Parameters | None = None,
    ) -> tuple[Float[Array, "batch outputs"], dict[str, Variables]]:
        """The output for a batch, one row an example, and the statistics after it.

        Args:
            parameters: variables of all layers, the frozen ones too.
            inputs: examples as rows; images flattened by height, width, channel.
            mode: to use the net, by default.
            statistics: of the layers that keep any.
        """
        x: Batch = inputs
        after: dict[str, Variables] = {}
        for layer, output, kept in self.walk(parameters, inputs, mode, statistics):
            x = output
            if layer.statistics:
                after[layer.name] = kept
        return (to_rows(x) if x.ndim == 4 else x)[: inputs.shape[0]], after

    def walk(
        self,
        parameters: Parameters,
        inputs: Float[Array, "batch features"],
        mode: Mode | None = None,
        statistics: Parameters | None = None,
    ) -> Iterator[tuple[Layer, Batch, Variables]]:
        """Go through the layers: each with its output for the batch and its statistics after it.

        Args:
            parameters, inputs, mode, statistics: as of :meth:`apply`.

        Yields:
            The layer, its output and its statistics. Planes may have more examples than ``inputs``: those
            after them are not real.
        """
        mode, statistics = mode or Mode(), statistics or {}
        x = inputs
        if len(self.input_shape) == 3:
            x, mode = with_spare(to_planes(inputs, self.input_shape), mode)
        used = replace(mode, training=False)
        waiting: list[Batch] = []
        for number, layer in enumerate(self.layers, start=self.first):
            if isinstance(layer, Branch):
                waiting.append(x)
            elif isinstance(layer, Add):
                x = x + waiting.pop()
            x, kept = layer.apply(
                parameters.get(layer.name, {}), statistics.get(layer.name, {}), x,
                used if layer.name in self.frozen else mode, number,
            )  # fmt: skip
            yield layer, x, kept


def _count(variables: Mapping[str, Mapping[str, Shape]]) -> int:
    return sum(math.prod(shape) for shapes in variables.values() for shape in shapes.values())
