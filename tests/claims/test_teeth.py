"""The oracles bite: a sentence in which one digit, or one word, is another is told to be false."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

import pytest
from claim_oracles.everything import check_finding
from claim_oracles.said import NUMBER
from claim_oracles.stored import findings_of
from hypothesis import HealthCheck, Phase, given, settings
from made_studies import studies

OPPOSITE = {
    "above": "below", "below": "above", "largest": "smallest", "smallest": "largest", "rose": "fell",
    "fell": "rose", "first": "last", "upwards": "downwards", "downwards": "upwards", "went up": "went down",
    "ahead of": "behind", "dropped": "climbed", "train loss": "validation loss", "highest": "lowest",
    "lower": "higher", "larger": "smaller", "more": "fewer", "no effect": "an effect", "raise": "lower",
}  # fmt: skip
"""Words that say the contrary of each other. Advice may name both, and is then left as it is."""

UNFINISHED = ("mattered", "may matter", "did not matter")
"""Findings whose oracles do not work everything out again yet."""


def changed_numbers(text: str) -> Iterator[str]:
    """The text with one digit of one of its numbers changed, those of an example apart: others may do."""
    for found in re.finditer(rf"(?<![\w.]){NUMBER}", text.partition(", as trials ")[0]):
        for place, letter in enumerate(found[0]):
            if letter.isdigit():
                at = found.start() + place
                yield text[:at] + str((int(letter) + 5) % 10) + text[at + 1 :]


def changed_words(text: str) -> Iterator[str]:
    """The text with one word that says the contrary."""
    for word, contrary in OPPOSITE.items():
        changed = re.sub(rf"\b{word}\b", contrary, text, count=1)
        if changed != text:
            yield changed


@pytest.mark.filterwarnings("ignore:(divide|invalid value):RuntimeWarning")
@settings(
    max_examples=40, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
)  # fmt: skip
@given(stored=studies())
def test_a_changed_sentence_is_false(stored):
    told = set()
    for finding in findings_of(stored):
        if finding.symptom in (*told, *UNFINISHED) or check_finding(stored, finding):
            continue
        told.add(finding.symptom)  # one of a kind is enough
        for sentence in (*changed_numbers(finding.sentence), *changed_words(finding.sentence)):
            changed = dataclasses.replace(finding, sentence=sentence)
            assert check_finding(stored, changed), f"{finding.sentence} -> {sentence}"
        for name, value in finding.evidence.items():
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                changed = dataclasses.replace(finding, evidence={**finding.evidence, name: value * 2 + 1})
                assert check_finding(stored, changed), f"{finding.symptom}: evidence {name}"
