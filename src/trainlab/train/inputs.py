"""What the programs of a population take besides its state."""

from __future__ import annotations

from typing import Any, NamedTuple

from jaxtyping import Array, Int


class Batches(NamedTuple):
    """Planned batches of a run of steps, shared by all trials.

    Attributes:
        indices: (capacity, batch) rows of the train split.
        counts: (capacity,) real examples in each batch; None where every batch is whole.
    """

    indices: Int[Array, "capacity batch"]
    counts: Int[Array, " capacity"] | None


class TrialInputs(NamedTuple):
    """What ``advance`` reads of every trial: trials along the first axis, which is spread over the devices.

    Attributes:
        fixed: variables of frozen layers.
        hyper: the trials' traced settings.
        length: steps each trial is to train for; it is frozen after them.
    """

    fixed: Any
    hyper: Any
    length: Any


class RunInputs(NamedTuple):
    """What ``advance`` reads of a run of steps: the same for all trials, whole on every device.

    Attributes:
        inputs: (examples, features) the train split.
        targets: (examples,) its class numbers, or (examples, targets) numbers.
        batches: the :class:`Batches` of the run, or None where every step sees the whole train split.
        first_step: number of the first step.
        steps: how many steps, at most the program's capacity.
    """

    inputs: Any
    targets: Any
    batches: Any
    first_step: Any
    steps: Any
