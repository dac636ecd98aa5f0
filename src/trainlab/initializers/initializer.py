"""What an initialiser is specified by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainlab.specs.room import Room
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Initializer:
    """One distribution that kernels are drawn from: its name, its settings, and the function that draws.

    What ``weight_init`` allows, the option of layers in nets, and which settings belong to it are made from
    its specification.

    Attributes:
        name: what a user writes, ``weight_init=he_normal`` and ``dense30:he_normal``.
        draw: one kernel, float32, on the host in NumPy, which is imported inside it. It takes a generator,
            the kernel's shape, its fans (inputs of one output unit, outputs of one input unit), the factor
            ``init_gain``, and its settings by name.
        settings: numbers of its own, which belong to the net and to the host, with their defaults.
    """

    name: str
    draw: Callable[..., np.ndarray]
    settings: tuple[Setting, ...] = ()

    @staticmethod
    def room() -> Room[Initializer]:
        """Where it is listed."""
        from trainlab.initializers import INITIALIZERS

        return INITIALIZERS
