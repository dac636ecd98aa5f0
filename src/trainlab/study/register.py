"""Adding what trainlab does not have: ``tl.register``."""

from __future__ import annotations

from typing import Any

from trainlab.errors import UsageError
from trainlab.optimizers import OPTIMIZERS, Optimizer
from trainlab.specs.room import Room

ROOMS: dict[type, Room[Any]] = {Optimizer: OPTIMIZERS}
"""What can be registered -> the room that lists it."""


def register(*specifications: Optimizer) -> None:
    """Add optimizers of your own, for this process.

    What is registered is then like what trainlab has: it can be set and varied, its settings are read, listed
    and refused as others are, sweeps know its learning rates, and memory estimates count what it keeps.
    A study holds the name, not the code: register it again, under the same name, before you resume one.
    Registering a name again replaces what was registered before; names of trainlab's own are refused.

    Args:
        *specifications: such as :class:`trainlab.Optimizer`.

    Raises:
        UsageError: one is not a specification, or is at odds with what is there.

    Example:
        >>> import optax
        >>> import trainlab as tl
        >>> from trainlab.optimizers import shared
        >>> signs = tl.Optimizer(
        ...     name="signs", make=lambda learning_rate: optax.sign_sgd(learning_rate),
        ...     settings=(shared.learning_rate(0.001),), rates=(1e-6, 1.0),
        ... )
        >>> tl.register(signs)  # doctest: +SKIP
        >>> study = tl.run("moons", "2-4-2", optimizer=["signs", "sgd"], steps=20)  # doctest: +SKIP
    """
    for specification in specifications:
        room = ROOMS.get(type(specification))
        if room is None:
            kinds = ", ".join(f"tl.{kind.__name__}" for kind in ROOMS)
            raise UsageError(f"register takes specifications ({kinds}), not {specification!r:.60}.")
        room.add(specification)
