"""What a population carries from step to step. Every array has the trials along its first axis."""

from __future__ import annotations

from typing import Any, NamedTuple

from jaxtyping import Array, Float, Int

from trainlab.nets import Packed

NEVER = -1
"""Step number of something that has not happened."""


class TrainState(NamedTuple):
    """Where training stands.

    Attributes:
        parameters: the net's variables.
        optimizer: the optimizer's own state.
        diverged_at: the first step whose loss was not finite, or ``NEVER``. A trial that diverged is frozen
            with the weights it had before that step.
    """

    parameters: Packed
    optimizer: Any
    diverged_at: Int[Array, " trials"]


class Best(NamedTuple):
    """The weights of the best evaluation so far: highest validation accuracy, ties by lower loss."""

    parameters: Packed
    accuracy: Float[Array, " trials"]
    loss: Float[Array, " trials"]
    step: Int[Array, " trials"]
