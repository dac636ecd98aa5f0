"""What every layer is: a description, hashable and free of arrays, and how it maps a batch."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from trainlab.nets.late import Array
from trainlab.nets.mode import Mode

Variables = Mapping[str, Array | np.ndarray]
"""variable name -> array: what one layer learns, or the statistics it keeps."""

Shape = tuple[int, ...]
"""Shape of one example: (features,), or (height, width, channels)."""

Batch = Float[Array, "batch features"] | Float[Array, "channels height width batch"]
"""What flows between layers. Images flow as planes with the batch last: stepping a population of small nets,
a shift of a plane is then a copy of whole rows of examples, and every product runs along the batch."""


@dataclass(frozen=True)
class Layer(ABC):
    """One layer of a net.

    Layers hold no arrays: variables live in the parameters of a trial, under the layer's name, so that one
    program can serve every trial whose net has the same description.

    Attributes:
        name: unique in its net, such as ``hidden1`` or ``conv2``.
    """

    name: str

    @property
    def own_init(self) -> str:
        """What its kernels are drawn from, a choice of ``weight_init``; empty where that setting decides."""
        return getattr(self, "weight_init", "")

    @property
    @abstractmethod
    def input_shape(self) -> Shape:
        """Shape of one example the layer takes."""

    @property
    @abstractmethod
    def output_shape(self) -> Shape:
        """Shape of what it makes of one example."""

    @property
    def variables(self) -> dict[str, Shape]:
        """Shape of each variable that can be learned, by name; those named ``...kernel`` are penalised."""
        return {}

    def start(self, variable: str) -> float | None:
        """What a variable that is not a kernel starts from; None where the setting ``bias_init`` says it."""
        return None

    @property
    def statistics(self) -> dict[str, Shape]:
        """Shape of each number the layer keeps without learning it (moving averages), by name."""
        return {}

    @property
    def multiply_adds(self) -> int:
        """Multiplications, each with an addition, for one example."""
        return 0

    def fans(self, variable: str) -> tuple[int, int]:
        """Inputs of one output unit and outputs of one input unit of a kernel: what initialisers scale by."""
        raise KeyError(f"{self.name} has no kernel {variable}")

    def incoming(self, variable: str) -> tuple[int, ...]:
        """Axes of a kernel that hold the incoming weights of one unit: what ``max_norm`` limits."""
        return tuple(range(len(self.variables[variable]) - 1))

    def is_random(self, active: frozenset[str]) -> bool:
        """Whether training draws random numbers in it, given the settings that are switched on."""
        return False

    def depends_on(self, active: frozenset[str]) -> bool:
        """Whether its output for an example differs between steps, or trials, with equal variables.

        Where it does, it cannot be computed once for all steps.
        """
        return False

    @abstractmethod
    def apply(
        self, variables: Variables, statistics: Variables, x: Batch, mode: Mode, number: int
    ) -> tuple[Batch, Variables]:
        """The layer's output for a batch, and its statistics after it.

        Args:
            variables: arrays of the shapes in ``variables``.
            statistics: arrays of the shapes in ``statistics``.
            x: the batch.
            mode: see :class:`Mode`.
            number: the layer's place in its net, which picks its random stream.
        """


@dataclass(frozen=True)
class SameShape(Layer):
    """A layer whose output has the shape of its input.

    Attributes:
        shape: shape of one example.
    """

    shape: Shape

    @property
    def input_shape(self) -> Shape:
        return self.shape

    @property
    def output_shape(self) -> Shape:
        return self.shape


def over_channels(numbers: Array | np.ndarray, x: Batch) -> Array | np.ndarray:
    """One number a feature or channel, shaped so that it applies to a batch."""
    return numbers if x.ndim == 2 else numbers[:, None, None, None]
