"""The median over seeds: against its definition, and the interval against what it promises."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.questions.median import median_over_seeds

never = st.just(math.inf)


@given(st.lists(st.one_of(st.integers(0, 50).map(float), never), min_size=1, max_size=30))
def test_it_is_the_median(values):
    found = median_over_seeds(values)
    with np.errstate(invalid="ignore"):
        assert found.value == np.median(values)
    assert found.low <= found.value <= found.high
    assert {found.low, found.high} <= set(values)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20), st.integers(51, 1000))
def test_where_a_censored_seed_lies_does_not_matter_while_ends_are_known(values, later):
    """Infinity in the place of any value behind all others gives the same finite numbers."""
    censored, known = median_over_seeds([*values, math.inf]), median_over_seeds([*values, later])
    for one, other in ((censored.value, known.value), (censored.low, known.low), (censored.high, known.high)):
        assert one == other or math.isinf(one)


@pytest.mark.parametrize("seeds", [2, 3, 5, 8, 10, 20])
def test_the_interval_holds_the_median_as_often_as_it_says(seeds):
    draws = np.random.default_rng(7).exponential(size=(4000, seeds))
    held = [
        found.low <= math.log(2) <= found.high for found in map(median_over_seeds, draws.tolist())
    ]  # log 2 is the median of the exponential distribution
    promised = median_over_seeds(draws[0].tolist()).coverage
    assert np.mean(held) == pytest.approx(promised, abs=0.025)
    assert promised >= 0.9 or seeds < 5


def test_few_seeds_say_how_little_is_known():
    assert [round(median_over_seeds([0.0] * seeds).coverage, 3) for seeds in (1, 2, 3, 4, 5)] == [
        0, 0.5, 0.75, 0.875, 0.938,
    ]  # fmt: skip
    assert median_over_seeds([1.0, 2.0, math.inf, math.inf]).value == math.inf
