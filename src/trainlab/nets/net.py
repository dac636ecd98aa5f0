"""A net: its layers, its variables and its output for a batch."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Array, Float

from trainlab.nets.dense import Dense

Parameters = Mapping[str, Mapping[str, Array | np.ndarray]]
"""layer name -> variable name -> array: the trainable numbers of one trial, or of many along a first axis."""


@dataclass(frozen=True, slots=True)
class Net:
    """A net as a description: hashable and free of arrays.

    Attributes:
        notation: what the user wrote, such as ``784-500-10``.
        layers: in the order they are applied; the last gives logits (no activation).
    """

    notation: str
    layers: tuple[Dense, ...]

    @property
    def inputs(self) -> int:
        """Numbers in one example."""
        return self.layers[0].inputs

    @property
    def outputs(self) -> int:
        """Logits: 1 for a binary net (sigmoid), else one a class (softmax)."""
        return self.layers[-1].outputs

    @property
    def variables(self) -> dict[str, dict[str, tuple[int, ...]]]:
        """Shape of every variable by layer and name."""
        return {layer.name: layer.variables for layer in self.layers}

    @property
    def parameters(self) -> int:
        """How many trainable numbers the net has."""
        return sum(math.prod(shape) for layer in self.layers for shape in layer.variables.values())

    def apply(
        self, parameters: Parameters, inputs: Float[Array, "batch features"]
    ) -> Float[Array, "batch outputs"]:
        """The logits of a batch."""
        x = inputs
        for layer in self.layers:
            x = layer.apply(parameters[layer.name], x)
        return x
