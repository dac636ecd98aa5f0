"""How a net is run through: to train it or to use it, and with which numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jaxtyping import Bool, Int

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
        step: number of the step of training, where layers shall have arrays written down that XLA would make
            once for each of their readers; else None. Only first derivatives can be taken then.
    """

    training: bool = False
    drawing: bool = True
    hyper: Mapping[str, Any] = field(default_factory=dict)
    active: frozenset[str] = frozenset()
    key: Array | None = None
    real: Bool[Array, " batch"] | None = None
    step: Int[Array, ""] | None = None

    def key_for(self, layer: int) -> Array:
        """A key of the layer's own, by its number in the net."""
        assert self.key is not None, "a random layer needs a key"
        return jax.random.fold_in(self.key, layer)

    def written(self, output: Array) -> Array:
        """What a layer makes on the way forward, made once; see :mod:`trainlab.nets.barrier`."""
        from trainlab.nets.barrier import output_written

        return output if self.step is None else output_written(output, self.step)

    def slopes_written(self, output: Array) -> Array:
        """What a layer makes, of which what flows back to it is made once."""
        from trainlab.nets.barrier import slopes_written

        return output if self.step is None else slopes_written(output, self.step)
