"""What a regulariser is specified by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from trainlab.specs.room import Room
from trainlab.specs.setting import Setting


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Regulariser:
    """One thing that holds a net back: its name, its settings, and what it does to a step.

    The settings, what a step does, and the check before training are made from its specification. Each
    function takes settings by name, as float32 scalars, and is left out of programs whose trials have the
    first setting at its neutral value. JAX is imported inside it, so that the settings are known without.

    Attributes:
        name: what a user writes, ``l2=0.01``: the name of its first setting.
        settings: of the recipe and traced: first how strong it is, with the neutral value that switches it
            off, then others that mean something beside it (``default=By(name, {"*": ...})``).
        penalty: what is added to the loss for the list of kernels that learn.
        penalty_in_numpy: the same for one kernel at strength 1, in 64 bits, and in words: what the check of
            penalties compares with. It needs NumPy only.
        losses: the losses of a batch's examples, changed, from them and their classes.
        gradient: the gradient, changed: a tree of arrays, or of a small net one vector of all its variables.
        by_number: whether ``gradient`` looks at one number after the other, never at several.
        kernel: a kernel after a step, changed, from it and the axes of one unit's incoming weights.
        acts: where it acts, in words, if in none of these: inside of a layer, say.
    """

    name: str
    settings: tuple[Setting, ...]
    penalty: Callable[..., Any] | None = None
    penalty_in_numpy: tuple[Callable[[Any], float], str] | None = None
    losses: Callable[..., Any] | None = None
    gradient: Callable[..., Any] | None = None
    by_number: bool = False
    kernel: Callable[..., Any] | None = None
    acts: str = ""

    @staticmethod
    def room() -> Room[Regulariser]:
        """Where it is listed."""
        from trainlab.regularisers import REGULARISERS

        return REGULARISERS
