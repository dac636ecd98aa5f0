"""What layers that normalise have in common: a scale and an offset that learn, and an activation."""

from __future__ import annotations

import math
from dataclasses import dataclass

from trainlab.nets.activations import has_own_number
from trainlab.nets.layers.layer import SameShape, Shape

EPSILON = 1e-3
"""Added to the variance, as in Keras."""


@dataclass(frozen=True)
class Normalisation(SameShape):
    """Brings each feature, or each channel of images, to mean beta and deviation gamma.

    Attributes:
        activation: name of the activation applied to what was normalised.
    """

    activation: str

    @property
    def variables(self) -> dict[str, Shape]:
        return {"gamma": (self.shape[-1],), "beta": (self.shape[-1],)}

    def start(self, variable: str) -> float | None:
        return {"gamma": 1.0, "beta": 0.0}[variable]

    @property
    def multiply_adds(self) -> int:
        return math.prod(self.shape)

    def depends_on(self, active: frozenset[str]) -> bool:
        return has_own_number(self.activation)
