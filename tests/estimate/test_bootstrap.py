from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trainlab.estimate.bootstrap import (
    DRAWS,
    MIN_SEEDS,
    draw_seeds,
    estimate,
    in_every_draw,
    peak_over_seeds,
)
from trainlab.estimate.interval import COVERAGE, Estimate


def test_draws_are_of_all_seeds_and_the_same_every_time():
    draws = draw_seeds(7)
    assert draws.shape == (DRAWS, 7)
    assert set(np.unique(draws)) == set(range(7))
    np.testing.assert_array_equal(draws, draw_seeds(7))
    # A seed is in a draw with the chance 1 - (1 - 1/7)^7.
    assert (draws == 0).any(axis=1).mean() == pytest.approx(1 - (6 / 7) ** 7, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("seeds", [5, 10])
def test_the_interval_of_a_median_holds_it_at_least_as_often_as_it_says(seeds):
    generator = np.random.default_rng(seeds)
    held = 0
    for values in np.exp(generator.normal(0, 0.5, size=(300, seeds))):

        def median(chosen, values=values):
            return float(np.median(values[chosen]))

        found = estimate(median(np.arange(seeds)), in_every_draw(median, seeds), seeds)
        held += found.low <= 1 <= found.high
    assert held / 300 > COVERAGE - 0.03


def test_the_interval_of_a_peak_is_students_with_the_scatter_of_draws():
    values = np.array([0.0, 1.0, 2.0, 4.0])

    def mean(chosen):
        return float(values[chosen].mean())

    found = peak_over_seeds(mean, 4, np.arange(4))
    # The bootstrap's variance of a mean is that of the values over n; with n / (n - 1) it is the textbook's.
    low, high = stats.t.interval(0.9, 3, values.mean(), stats.sem(values))
    assert (found.low, found.high) == (pytest.approx(low, abs=0.1), pytest.approx(high, abs=0.1))
    assert peak_over_seeds(mean, 4, np.array([2])) == Estimate(1.75, 1.75, 1.75)
    assert peak_over_seeds(lambda chosen: np.nan, 4, np.arange(4)) is None


def test_few_seeds_have_no_interval():
    for seeds in range(1, MIN_SEEDS):
        assert estimate(2.0, np.array([1.0, 3.0]), seeds) == Estimate(2.0, 2.0, 2.0)


def test_open_and_missing_draws():
    draws = np.array([1.0] * 80 + [np.inf] * 20)
    assert estimate(1.0, draws, 5) == Estimate(1.0, 1.0, np.inf)
    assert estimate(1.0, np.array([0.0] * 20 + [1.0] * 80), 5) == Estimate(1.0, 0.0, 1.0)
    assert estimate(2.0, np.full(5, np.nan), 5) == Estimate(2.0, 2.0, 2.0)
    assert estimate(np.inf, draws, 5) is None


@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=50), st.floats(1e-3, 1e3))
def test_the_interval_holds_the_value_and_most_draws(draws, value):
    found = estimate(value, np.array(draws), 5)
    assert found.low <= found.value <= found.high
    inside = np.mean([found.low * (1 - 1e-9) <= draw <= found.high * (1 + 1e-9) for draw in draws])
    assert inside >= COVERAGE - 1 / len(draws)
