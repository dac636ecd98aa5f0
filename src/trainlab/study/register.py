"""Adding what trainlab does not have: ``tl.register``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.errors import UsageError

if TYPE_CHECKING:
    from trainlab.data.format import FileFormat
    from trainlab.diagnose.symptoms.symptom import Symptom
    from trainlab.nets.layers import LayerKind
    from trainlab.optimizers import Optimizer
    from trainlab.schedules import Schedule


def register(*specifications: Optimizer | Schedule | LayerKind | FileFormat | Symptom) -> None:
    """Add optimizers, schedules, layers, file formats and symptoms of your own, for this process.

    What is registered is then like what trainlab has. An optimizer or a schedule can be set and varied, its
    settings are read, listed and refused as others are, sweeps know an optimizer's learning rates, and memory
    estimates count what it keeps. A layer is a word of nets, named in messages and in summaries. Files
    of a format are datasets; a symptom is among the findings and in tables of trials.
    A study holds the name, not the code: register it again, under the same name, before you resume one.
    Registering a name again replaces what was registered before; names of trainlab's own are refused.

    Args:
        *specifications: each a :class:`trainlab.Optimizer`, a :class:`trainlab.Schedule`, a
            :class:`trainlab.LayerKind`, a :class:`trainlab.FileFormat` or a :class:`trainlab.Symptom`.

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
        room = getattr(type(specification), "room", None)
        if room is None:
            raise UsageError(
                "register takes specifications (tl.Optimizer, tl.Schedule, tl.LayerKind, tl.FileFormat, "
                "tl.Symptom), not "
                f"{specification!r:.60}."
            )
        room().add(specification)
