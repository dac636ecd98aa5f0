"""The dense layer: every output sees every input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Array, Float

from trainlab.nets.activations import ACTIVATION_FUNCTIONS


@dataclass(frozen=True, slots=True)
class Dense:
    """``activation(x @ kernel + bias)``.

    A layer here is a description: hashable, so that programs can be shared between trials, and free of
    arrays. Its variables live in the parameters of a trial, under its name. The kernel is (inputs, outputs)
    and the layer takes a whole batch, so that under ``vmap`` over trials a batch shared by all trials meets
    all their kernels in one large product.
    """

    name: str
    inputs: int
    outputs: int
    activation: str

    @property
    def variables(self) -> dict[str, tuple[int, ...]]:
        """Shape of each trainable variable by name."""
        return {"kernel": (self.inputs, self.outputs), "bias": (self.outputs,)}

    @property
    def fans(self) -> tuple[int, int]:
        """Inputs of one output unit and outputs of one input unit: what initialisers scale by."""
        return self.inputs, self.outputs

    def apply(
        self, variables: Mapping[str, Array | np.ndarray], x: Float[Array, "batch {self.inputs}"]
    ) -> Float[Array, "batch {self.outputs}"]:
        """The layer's output for a batch."""
        return ACTIVATION_FUNCTIONS[self.activation](x @ variables["kernel"] + variables["bias"])
