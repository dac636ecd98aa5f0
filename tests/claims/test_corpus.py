"""No sentence about a net that was really trained is false: the corpus that findings are judged on."""

from __future__ import annotations

import pytest
from claim_oracles.everything import falsehoods
from claim_oracles.stored import findings_of
from corpus_studies import read_studies

SAMPLED = 12
"""One in so many trials of the corpus is looked at in the suite."""


def check_corpus(every: int) -> set[str]:
    """Check the findings of the corpus; returns the names of those that were made."""
    seen, faults = set(), []
    for stored in read_studies(every):
        findings = findings_of(stored)
        seen |= {finding.symptom for finding in findings}
        faults += falsehoods(stored, findings)
    assert not faults, f"{len(faults)} faults, such as\n" + "\n".join(faults[:20])
    return seen


def test_no_sentence_of_a_sample_is_false():
    assert len(check_corpus(SAMPLED)) >= 10


@pytest.mark.slow
def test_no_sentence_of_the_corpus_is_false():
    assert len(check_corpus(1)) >= 14
