"""What a curve or a study says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainlab.settings import Value


@dataclass(frozen=True, slots=True)
class Finding:
    """What a curve or a study says, with its evidence.

    Attributes:
        symptom: its name, one word or two ("exploded", "still falling", "edge of range").
        trials: ids of the trials it is about; empty for the study as a whole.
        sentence: what was seen, in one sentence with its numbers.
        advice: what to do about it, in one sentence; may be empty.
        evidence: the numbers by name.
    """

    symptom: str
    trials: tuple[int, ...]
    sentence: str
    advice: str = ""
    evidence: Mapping[str, Value] = field(default_factory=dict)
