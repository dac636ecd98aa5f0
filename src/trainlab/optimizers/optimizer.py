"""What an optimizer is specified by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trainlab.specs.room import Room
from trainlab.specs.setting import Setting

ADAPTIVE = (1e-5, 1e1)
"""Learning rates that a sweep of adam or a relative tries: six decades around 0.001 (Kingma and Ba 2015)."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Optimizer:
    """One update rule: its name, its settings, and the function that makes it.

    Everything that is to be known of an optimizer is made from its specification: what ``optimizer`` allows,
    which settings belong to it and their defaults, the learning rates a sweep tries, the memory a trial
    takes.

    Attributes:
        name: what a user writes, ``optimizer=adam``.
        make: returns the optax transformation of one trial. It takes the settings by name: those that are
            static as plain values, the others as float32 scalars; one at its neutral value is left out.
            JAX is imported inside it, so that the settings are known without.
        settings: the settings that mean something to it, ``learning_rate`` among them, each with its default
            here; those that several have are in :mod:`trainlab.optimizers.shared`.
        rates: the smallest and the largest learning rate that a sweep tries.
        weight_decay: default of the setting of that name.
        by_variable: whether it looks at whole variables (their norms, their rows and columns) and not at one
            number after the other. It then gets the variables of a small net apart, not packed in a vector.
        decays_itself: whether ``make`` takes ``weight_decay``, and not the step around it.
        gradient_at: where the gradient is taken, from the parameters, what the optimizer keeps and its
            settings as ``make`` takes them; at the parameters unless given.
    """

    name: str
    make: Callable[..., Any]
    settings: tuple[Setting, ...]
    rates: tuple[float, float] = ADAPTIVE
    weight_decay: float = 0.0
    by_variable: bool = False
    decays_itself: bool = False
    gradient_at: Callable[..., Any] | None = None

    @staticmethod
    def room() -> Room[Optimizer]:
        """Where it is listed."""
        from trainlab.optimizers import OPTIMIZERS

        return OPTIMIZERS
