from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.estimate.interval import COVERAGE, DRAWS, Estimate, draw_seeds, estimate, over_seeds


def test_draws_are_of_all_seeds_and_the_same_every_time():
    draws = draw_seeds(7)
    assert draws.shape == (DRAWS, 7)
    assert set(np.unique(draws)) == set(range(7))
    np.testing.assert_array_equal(draws, draw_seeds(7))
    # A seed is in a draw with the chance 1 - (1 - 1/7)^7.
    assert (draws == 0).any(axis=1).mean() == pytest.approx(1 - (6 / 7) ** 7, abs=0.05)


def test_the_interval_of_a_mean_is_the_textbook_one():
    values = np.random.default_rng(3).normal(5, 2, 60)
    found = over_seeds(lambda seeds: float(values[seeds].mean()), 60)
    error = 1.645 * values.std() / math.sqrt(60)
    assert found is not None
    assert found.value == values.mean()
    assert found.low == pytest.approx(values.mean() - error, abs=0.25 * error)
    assert found.high == pytest.approx(values.mean() + error, abs=0.25 * error)


def test_one_seed_has_no_interval():
    assert over_seeds(lambda seeds: 3.0, 1) == Estimate(3.0, 3.0, 3.0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_does_not_exist_is_no_estimate(value):
    assert over_seeds(lambda seeds: value, 5) is None


def test_open_and_missing_draws():
    draws = np.array([1.0] * 80 + [np.inf] * 20)
    assert estimate(1.0, draws) == Estimate(1.0, 1.0, np.inf)
    assert estimate(2.0, np.array([np.nan, 1.0, np.nan])) == Estimate(2.0, 1.0, 2.0)
    assert estimate(2.0, np.full(5, np.nan)) == Estimate(2.0, 2.0, 2.0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50), st.floats(-1e6, 1e6))
def test_the_interval_holds_the_value_and_most_draws(draws, value):
    found = estimate(value, np.array(draws))
    assert found.low <= found.value <= found.high
    inside = np.mean([found.low <= draw <= found.high for draw in draws])
    assert inside >= COVERAGE - 1 / len(draws)
