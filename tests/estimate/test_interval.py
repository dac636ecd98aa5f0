from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trainlab.estimate.interval import COVERAGE, Estimate, over_seeds


@pytest.mark.parametrize("seeds", [2, 3, 5, 60])
def test_the_interval_of_a_mean_is_students(seeds):
    values = np.random.default_rng(3).normal(5, 2, seeds)
    found = over_seeds(lambda chosen: float(values[chosen].mean()), seeds)
    assert found is not None
    assert found.value == values.mean()
    low, high = stats.t.interval(0.9, seeds - 1, values.mean(), stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high))


@pytest.mark.parametrize("seeds", [2, 3, 5, 10])
def test_it_holds_what_is_estimated_as_often_as_it_says(seeds):
    generator = np.random.default_rng(seeds)
    held = 0
    for values in generator.normal(size=(800, seeds)):
        # A smooth function of a mean over seeds: what is recommended is of this kind.
        def measure(chosen, values=values):
            return float(np.tanh(values[chosen].mean() / 3))

        found = over_seeds(measure, seeds)
        held += found.low <= 0 <= found.high
    assert held / 800 == pytest.approx(COVERAGE, abs=0.03)


def test_one_seed_has_no_interval():
    assert over_seeds(lambda seeds: 3.0, 1) == Estimate(3.0, 3.0, 3.0)
    # A second seed that says nothing does not help.
    assert over_seeds(lambda seeds: 3.0, 2, np.array([1])) == Estimate(3.0, 3.0, 3.0)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_does_not_exist_is_no_estimate(value):
    assert over_seeds(lambda seeds: value, 5) is None


def test_without_some_seed_there_may_be_no_number():
    def measure(seeds):
        return 1.0 + 0.1 * len(seeds) if 0 in seeds else np.inf

    assert over_seeds(measure, 4).high == np.inf
    missing = over_seeds(lambda seeds: float(seeds.mean()) if 0 in seeds else np.nan, 4)
    assert math.isfinite(missing.low)
    assert missing.low < missing.value < missing.high


def test_the_ends_stay_inside_a_range_and_hold_the_value():
    found = Estimate(1.0, -9.0, 9.0).mapped(lambda place: 10.0**place, 0.1, 100.0)
    assert found == Estimate(10.0, 0.1, 100.0)
    assert Estimate(1.0, -np.inf, np.inf).mapped(math.exp, 0.0, np.inf) == Estimate(math.e, 0.0, np.inf)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12))
def test_the_interval_holds_the_value(values):
    found = over_seeds(lambda seeds: float(np.median(np.array(values)[seeds])), len(values))
    assert found.low <= found.value <= found.high or math.isclose(found.low, found.value)
