"""No sentence about a study is false, whatever its curves, its design and the ends of its trials."""

from __future__ import annotations

import pytest
from claim_oracles.everything import falsehoods
from claim_oracles.stored import findings_of
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_studies import studies
from of_numbers import as_numbers
from share import some

WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)
"""A smaller study takes minutes to find, and its sentence says no more."""

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example)


def check(stored):
    found = falsehoods(stored, findings_of(stored))
    assert not found, "\n".join(found)


# The same studies in every run, so that the suite passes or fails by the code; the long form draws others.
@settings(max_examples=100, phases=WITHOUT_SHRINKING, suppress_health_check=SLOW, derandomize=True)
@given(stored=studies())
def test_no_sentence_is_false(stored):
    check(stored)


@settings(max_examples=60, phases=WITHOUT_SHRINKING, suppress_health_check=SLOW, derandomize=True)
@given(stored=studies(), unit=st.sampled_from([1e-6, 1.0, 73.0, 1e8]))
def test_no_sentence_about_numbers_is_false(stored, unit):
    check(as_numbers(stored, unit))


@pytest.mark.endurance
@settings(max_examples=some(10_000), phases=WITHOUT_SHRINKING, suppress_health_check=SLOW)
@given(stored=studies())
def test_no_sentence_of_ten_thousand_studies_is_false(stored):
    check(stored)


@pytest.mark.endurance
@settings(max_examples=some(4_000), phases=WITHOUT_SHRINKING, suppress_health_check=SLOW)
@given(stored=studies(), unit=st.sampled_from([1e-6, 1.0, 73.0, 1e8]))
def test_no_sentence_about_numbers_of_four_thousand_studies_is_false(stored, unit):
    check(as_numbers(stored, unit))
