"""The oracles bite: a sentence in which one digit, or one word, is another is told to be false."""

from __future__ import annotations

import dataclasses

from claim_oracles.changes import changed_numbers, changed_words
from claim_oracles.everything import check_finding
from claim_oracles.stored import findings_of
from hypothesis import HealthCheck, Phase, given, settings
from made_studies import studies


@settings(
    max_examples=30, phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example),
)  # fmt: skip
@given(stored=studies())
def test_a_changed_sentence_is_false(stored):
    told = set()
    for finding in findings_of(stored):
        if finding.symptom in told or check_finding(stored, finding):
            continue
        told.add(finding.symptom)  # one of a kind is enough
        for sentence in (*changed_numbers(finding.sentence), *changed_words(finding.sentence)):
            changed = dataclasses.replace(finding, sentence=sentence)
            assert check_finding(stored, changed), f"{finding.sentence} -> {sentence}"
        for name, value in finding.evidence.items():
            if "does not show" in finding.sentence and name.startswith("steps_left"):
                continue  # it is not printed
            if "needs at most" in finding.sentence and name == "steps_left_low":
                continue  # nor is this
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                changed = dataclasses.replace(finding, evidence={**finding.evidence, name: value * 2 + 2})
                assert check_finding(stored, changed), f"{finding.symptom}: evidence {name}"
