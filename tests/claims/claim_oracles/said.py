"""One finding against the truth: its words and its numbers, to the last digit that is printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from claim_oracles.names import without_names
from claim_oracles.stored import Stored
from trainlab.record import Finding, Trial

ROUNDING = 1e-6
"""Relative difference that another order of a sum may make; curves are stored in 32 bits."""

NUMBER = r"-?\d[\d,]*(?:\.\d+)?(?:e[-+]?\d+)?"
"""A number as sentences print it."""


def in_unit(value: float, digits: int) -> str:
    """A number in the unit of the target: so many digits, or all before the point."""
    return format(value, ",.0f" if 10 ** (digits - 1) <= abs(value) < 1e9 else f",.{digits}g")


@dataclass
class Said:
    """A finding whose sentence was recognised.

    Attributes:
        stored: the study.
        finding: what is said of it.
        words: the parts of the sentence, or of the advice, by name.
        faults: what is not so.
        checked: names of the evidence that was worked out again.
    """

    stored: Stored
    finding: Finding
    words: dict[str, str | None]
    faults: list[str] = field(default_factory=list)
    checked: set[str] = field(default_factory=set)

    @property
    def trial(self) -> Trial:
        """The trial a finding about one trial is about."""
        return self.stored.trial(self.finding.trials[0])

    def has(self, part: str) -> bool:
        """Whether the sentence has this part."""
        return self.words.get(part) is not None

    def holds(self, so: bool, claim: str) -> None:
        """A claim, and whether it is so."""
        if not so:
            self.faults.append(f"not so: {claim}")

    def number(
        self, part: str, truth: float, form: str = ".3g", evidence: str | None = None,
        digits: int | None = None,
    ) -> None:  # fmt: skip
        """A number of the sentence, as it must be printed, and of the evidence, as it must be.

        With ``digits`` it is one in the unit of the target.
        """
        printed = self.words[part]

        def written(value: float) -> str:
            return format(value, form) if digits is None else in_unit(value, digits)

        if printed not in {written(truth * (1 + by)) for by in (-ROUNDING, 0.0, ROUNDING)}:
            self.faults.append(f"{part}: it says {printed}, but it is {written(truth)} ({truth!r})")
        if evidence is not None:
            self.evidence(evidence, truth)

    def count(self, part: str, truth: int, evidence: str | None = None) -> None:
        """A count of the sentence."""
        printed = self.words[part]
        if printed is None or printed.replace(",", "") != str(truth):
            self.faults.append(f"{part}: it says {printed}, but it is {truth}")
        if evidence is not None:
            self.evidence(evidence, truth)

    def text(self, part: str, truth: str) -> None:
        """A name or a value of the sentence."""
        if self.words[part] != truth:
            self.faults.append(f"{part}: it says {self.words[part]}, but it is {truth}")

    def evidence(self, name: str, truth: object, scale: float = 0.0) -> None:
        """A number, or a name, of the evidence; a difference is as exact as what it is taken of (scale)."""
        self.checked.add(name)
        told = self.finding.evidence.get(name)
        if isinstance(truth, float) and isinstance(told, (int, float)):
            near = told == truth or abs(told - truth) <= ROUNDING * max(abs(told), abs(truth), scale)
        else:
            near = told == truth
        if not near:
            self.faults.append(f"evidence {name}: it is {told!r}, but should be {truth!r}")

    def is_about(self, trials: Sequence[int]) -> None:
        """The trials the finding names."""
        if tuple(self.finding.trials) != tuple(trials):
            self.faults.append(f"it is about the trials {self.finding.trials}, but should be about {trials}")


Check = Callable[[Said], None]


class Form(NamedTuple):
    """A sentence, or an advice, that a finding may print, and what is worked out again of it."""

    pattern: str
    check: Check


def check_forms(
    stored: Stored, finding: Finding, sentences: Sequence[Form], advices: Sequence[Form]
) -> list[str]:
    """What is not so of a finding; its sentence and its advice must be of the forms given."""
    faults: list[str] = []
    checked: set[str] = set()
    sentence, wrong = without_names(stored, finding)
    faults += [wrong] if wrong else []
    for what, text, forms in (("sentence", sentence, sentences), ("advice", finding.advice, advices)):
        for pattern, check in forms:
            match = re.fullmatch(pattern, text)
            if match:
                said = Said(stored, finding, match.groupdict())
                try:
                    check(said)
                except (LookupError, ValueError, ArithmeticError) as error:
                    said.faults.append(f"it speaks of what is not there ({error!r})")
                faults += said.faults
                checked |= said.checked
                break
        else:
            faults.append(f"no oracle knows this {what}: {text!r}")
    faults += [
        f"evidence {name}: nothing works it out again" for name in finding.evidence if name not in checked
    ]
    return faults


def nothing_to_check(said: Said) -> None:
    """For advice that states no fact."""
