"""What probes are shown of a trial, and what they measure: named by annotations only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import jax

    from trainlab.nets import Net, Packed, Parameters

    Measured = Mapping[str, jax.Array | Mapping[str, jax.Array]]
    """The number of each curve, or a number for each layer."""


class Probed(Protocol):
    """One trial before a step, as probes see it. What several of them need is computed once."""

    @property
    def net(self) -> Net:
        """Its net."""
        ...

    @property
    def group(self) -> int:
        """How many examples one gradient of a noise scale is of."""
        ...

    @property
    def key(self) -> jax.Array:
        """A random key that depends on the step alone: nothing is remembered between probes."""
        ...

    @property
    def parameters(self) -> Packed:
        """What learns, as programs carry it: of a small net one vector."""
        ...

    @property
    def weights(self) -> Parameters:
        """What learns, by layer and name."""
        ...

    @property
    def gradient(self) -> Parameters:
        """The gradient of the step, before it is clipped, by layer and name."""
        ...

    @property
    def change(self) -> Parameters:
        """What the step adds to the weights, by layer and name."""
        ...

    @property
    def outputs(self) -> Mapping[str, jax.Array]:
        """(units, numbers) what each layer with units puts out, for the examples that probes measure on."""
        ...

    @property
    def examples(self) -> tuple[jax.Array, jax.Array]:
        """The examples that probes measure on: rows and class numbers."""
        ...

    def loss(self, parameters: Packed, x: jax.Array, y: jax.Array) -> jax.Array:
        """What steps minimise, of other examples and with nothing random."""
        ...
