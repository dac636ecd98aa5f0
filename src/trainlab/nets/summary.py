"""What a net is made of, layer by layer, in numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trainlab.nets.layers.layer import Shape
from trainlab.nets.net import Net
from trainlab.nets.spelling import spell_layer


@dataclass(frozen=True, slots=True)
class LayerRow:
    """One layer in the table of a net.

    Attributes:
        name: the layer's name.
        word: the layer as the notation writes it, with its activation.
        output_shape: shape of what it makes of one example.
        trainable: numbers that learn.
        frozen: numbers that could learn but are frozen.
        statistics: numbers it keeps without learning them, such as moving averages.
        multiply_adds: multiplications, each with an addition, for one example.
    """

    name: str
    word: str
    output_shape: Shape
    trainable: int
    frozen: int
    statistics: int
    multiply_adds: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The table of a net.

    Attributes:
        notation: what the user wrote.
        input_shape: shape of one example.
        rows: one for each layer, in order.
    """

    notation: str
    input_shape: Shape
    rows: tuple[LayerRow, ...]

    @property
    def trainable(self) -> int:
        """Numbers that learn, in all layers."""
        return sum(row.trainable for row in self.rows)

    @property
    def frozen(self) -> int:
        """Numbers that could learn but are frozen, in all layers."""
        return sum(row.frozen for row in self.rows)

    @property
    def statistics(self) -> int:
        """Numbers that are kept without being learned, in all layers."""
        return sum(row.statistics for row in self.rows)

    @property
    def multiply_adds(self) -> int:
        """Multiplications, each with an addition, that one example takes."""
        return sum(row.multiply_adds for row in self.rows)


def summarize(net: Net) -> Summary:
    """The table of a net: shapes, parameters and multiply-adds of its layers.

    >>> from trainlab.nets import read_net
    >>> table = summarize(read_net("784-300-10", "relu"))
    >>> [(row.word, row.trainable) for row in table.rows], table.multiply_adds
    ([('dense300:relu', 235500), ('dense10:identity', 3010)], 238200)
    """
    rows = []
    for layer in net.layers:
        parameters = _count(layer.variables)
        frozen = layer.name in net.frozen
        rows.append(
            LayerRow(
                name=layer.name,
                word=spell_layer(layer),
                output_shape=layer.output_shape,
                trainable=0 if frozen else parameters,
                frozen=parameters if frozen else 0,
                statistics=_count(layer.statistics),
                multiply_adds=layer.multiply_adds,
            )
        )
    return Summary(net.notation, net.input_shape, tuple(rows))


def _count(variables: dict[str, Shape]) -> int:
    return sum(math.prod(shape) for shape in variables.values())
