"""What a net is made of, layer by layer, in numbers."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from trainlab.counted import counted
from trainlab.markup import paragraph, table
from trainlab.nets.layers.layer import Layer, Shape
from trainlab.nets.spelling import spell_shape
from trainlab.nets.words import spell_layer


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

    @classmethod
    def of(cls, notation: str, layers: Sequence[Layer], frozen: Collection[str] = ()) -> Summary:
        """The table of some layers: shapes, parameters and multiply-adds.

        Args:
            notation: what the user wrote.
            layers: the layers, in order.
            frozen: names of those that do not learn.
        """
        rows = []
        for layer in layers:
            parameters, learns = _count(layer.variables), layer.name not in frozen
            rows.append(
                LayerRow(
                    name=layer.name,
                    word=spell_layer(layer),
                    output_shape=layer.output_shape,
                    trainable=parameters if learns else 0,
                    frozen=0 if learns else parameters,
                    statistics=_count(layer.statistics),
                    multiply_adds=layer.multiply_adds,
                )
            )
        return cls(notation, layers[0].input_shape, tuple(rows))

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

    @property
    def totals(self) -> list[str]:
        """What the table adds up to, in sentences."""
        parameters = self.trainable + self.frozen
        lines = [
            f"{parameters:,} parameters: {self.trainable:,} trainable, {self.frozen:,} frozen.",
            f"{self.multiply_adds:,} multiply-adds an example.",
        ]
        if self.statistics:
            lines.insert(1, f"{self.statistics:,} moving averages, kept without being learned.")
        return lines

    @property
    def heads(self) -> list[str]:
        """Names of the columns: frozen parameters are counted apart only where there are some."""
        counted = ["trainable", "frozen"] if self.frozen else ["parameters"]
        return ["name", "layer", "output", *counted, "multiply-adds"]

    @property
    def cells(self) -> list[list[str]]:
        """The table as text: the input, a row for each layer, and the total."""

        def numbers(trainable: int, frozen: int, multiply_adds: int) -> list[str]:
            kinds = [trainable, frozen, multiply_adds] if self.frozen else [trainable, multiply_adds]
            return [f"{number:,}" if number else "-" for number in kinds]

        layers = [
            [row.name, row.word, spell_shape(row.output_shape),
             *numbers(row.trainable, row.frozen, row.multiply_adds)]
            for row in self.rows
        ]  # fmt: skip
        blank = [""] * (len(self.heads) - 3)
        return [
            ["input", "", spell_shape(self.input_shape), *blank],
            *layers,
            ["total", "", "", *numbers(self.trainable, self.frozen, self.multiply_adds)],
        ]

    def __str__(self) -> str:
        rows = [self.heads, *self.cells]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(width) if place < 3 else cell.rjust(width)
                for place, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in rows
        ]
        return "\n".join([*lines, *self.totals])

    def _repr_html_(self) -> str:
        return (
            paragraph(counted(len(self.rows), "layer"), self.notation)
            + table(self.heads, self.cells)
            + paragraph(" ".join(self.totals))
        )


def _count(variables: dict[str, Shape]) -> int:
    return sum(math.prod(shape) for shape in variables.values())
