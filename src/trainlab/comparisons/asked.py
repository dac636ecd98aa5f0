"""What a comparison asked, as it is read from a stored study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainlab.settings import Value


@dataclass(frozen=True, slots=True)
class Range:
    """What a tuned setting was drawn from for one value.

    Attributes:
        low, high: its ends; None where it was a choice among values.
        log: whether it was drawn evenly in the logarithm.
    """

    low: float | None = None
    high: float | None = None
    log: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked about, and what was tuned.

    Attributes:
        setting: the setting that was asked about.
        values: its values, in the order they were named.
        tuned: for each value the settings that were tuned for it, and from what they were drawn.
        spread: whether points were spread evenly, by a Sobol sequence, and not drawn independently.
        by: the curve that values are judged by; None for the one that trials are ranked by.
        after: the comparison this one goes on from.
        why: why its ranges are others than there.
    """

    setting: str
    values: tuple[Value, ...]
    tuned: tuple[Mapping[str, Range], ...]
    spread: bool = True
    by: str | None = None
    after: str | None = None
    why: tuple[str, ...] = field(default=())
