"""What an activation is specified by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trainlab.specs.room import Room
from trainlab.specs.setting import Setting


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Activation:
    """One activation function: its name, the function, and what is known of its shape.

    What ``activation`` allows, the words of nets (an option of layers, and a layer of its own), which
    settings belong to it, and what counts as dead or saturated, are made from its specification.

    Attributes:
        name: what a user writes, ``activation=tanh`` and ``dense30:tanh``.
        function: from an array, number by number, and its settings by name. JAX is imported inside it, so
            that the settings are known without.
        settings: numbers of its own, which belong to the net and are traced, with their defaults.
        numpy: the same function in NumPy, without settings: with it the untrained net is looked at before a
            study. None where NumPy lacks what it needs.
        bounds: the numbers that its output tends to at both ends; None unless both are finite. An output
            close to one of them is saturated.
        zero_is_dead: whether a unit that puts out 0 for every example passes on no gradient. Units of
            other activations are dead where they put out one number whatever the example.
    """

    name: str
    function: Callable[..., Any]
    settings: tuple[Setting, ...] = ()
    numpy: Callable[[Any], Any] | None = None
    bounds: tuple[float, float] | None = None
    zero_is_dead: bool = False

    @staticmethod
    def room() -> Room[Activation]:
        """Where it is listed."""
        from trainlab.activations import ACTIVATIONS

        return ACTIVATIONS
