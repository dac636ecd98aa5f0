"""Adding what trainlab does not have: ``tl.register``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.errors import UsageError

if TYPE_CHECKING:
    from trainlab.activations import Activation
    from trainlab.augmentations import Augmentation
    from trainlab.checks import Check
    from trainlab.data.formats.format import FileFormat
    from trainlab.diagnose.symptoms.symptom import Symptom
    from trainlab.initializers import Initializer
    from trainlab.nets.layers import LayerKind
    from trainlab.optimizers import Optimizer
    from trainlab.probes import Probe
    from trainlab.regularisers import Regulariser
    from trainlab.schedules import Schedule

    Specification = (
        Optimizer
        | Schedule
        | LayerKind
        | Activation
        | Initializer
        | Regulariser
        | Augmentation
        | Probe
        | Check
        | FileFormat
        | Symptom
    )

KINDS = (
    "Optimizer", "Schedule", "LayerKind", "Activation", "Initializer", "Regulariser", "Augmentation",
    "Probe", "Check", "FileFormat", "Symptom",
)  # fmt: skip
"""Names of the classes of specifications."""


def register(*specifications: Specification) -> None:
    """Add optimizers, schedules, layers and more of your own, for this process.

    What is registered is then like what trainlab has. What can be set can be varied, its settings are read,
    listed and refused as others are, sweeps know an optimizer's learning rates, and memory estimates count
    what it keeps. A layer is a word of nets, named in messages and in summaries; an activation and an
    initialiser are options of those words, too. A regulariser acts in the loss, on the gradient or on the
    weights, and a penalty is checked before training; an augmentation changes the examples of a step. What a
    probe measures is stored and drawn as curves. A check is made with the others. Files of a format are
    datasets; a symptom is among the findings and in tables of trials.
    A study holds the name, not the code: register it again, under the same name, before you resume one.
    Registering a name again replaces what was registered before; names of trainlab's own are refused.

    Args:
        *specifications: each a :class:`trainlab.Optimizer`, :class:`trainlab.Schedule`,
            :class:`trainlab.LayerKind`, :class:`trainlab.Activation`, :class:`trainlab.Initializer`,
            :class:`trainlab.Regulariser`, :class:`trainlab.Augmentation`, :class:`trainlab.Probe`,
            :class:`trainlab.Check`, :class:`trainlab.FileFormat` or :class:`trainlab.Symptom`.

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
                f"register takes specifications ({', '.join(f'tl.{kind}' for kind in KINDS)}), not "
                f"{specification!r:.60}."
            )
        room().add(specification)
