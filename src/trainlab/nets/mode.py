"""How a net is run through: to train it or to use it, and with which numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jaxtyping import Bool

from trainlab.nets.late import Array, jax


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode:
    """What layers need to know besides their variables and their input.

    Attributes:
        training: whether this is a step of training: dropout drops, batch normalisation uses the batch.
        drawing: whether what is random while training is so; without it a step's loss is a function of the
            weights alone, batch normalisation still using the batch.
        hyper: the trial's traced settings (``dropout``, ``leaky_slope``, ...), numbers
            or scalars that may be traced.
        active: names of the settings that are away from their neutral value; a layer leaves out a mechanism
            that is not among them.
        key: where a layer's randomness comes from; None where nothing is random.
        real: which examples of the batch are real, where the last batch of an epoch is padded; else None.
    """

    training: bool = False
    drawing: bool = True
    hyper: Mapping[str, Any] = field(default_factory=dict)
    active: frozenset[str] = frozenset()
    key: Array | None = None
    real: Bool[Array, " batch"] | None = None

    def key_for(self, layer: int) -> Array:
        """A key of the layer's own, by its number in the net."""
        assert self.key is not None, "a random layer needs a key"
        return jax.random.fold_in(self.key, layer)
