from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trainlab.statistics.student import NEARLY_NORMAL, _inside, half_width, t_quantile


@given(st.floats(0, 1e3), st.integers(1, 60))
def test_the_share_is_scipys(t, freedom):
    assert _inside(math.atan(t / math.sqrt(freedom)), freedom) == pytest.approx(
        1 - 2 * stats.t.sf(t, freedom), abs=1e-12
    )


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 9, 10, 99])
def test_the_half_width_is_scipys(confidence, freedom):
    expected = stats.t.ppf((1 + confidence) / 2, freedom)
    assert half_width(confidence, freedom) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 5, 9, 20, 59, NEARLY_NORMAL])
@pytest.mark.parametrize("probability", [0.5, 0.9, 0.95, 0.999, 1 - 1e-5])
def test_quantiles_are_scipys(probability, freedom):
    expected = stats.t.ppf(probability, freedom)
    assert t_quantile(probability, freedom) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_quantiles_are_those_of_tables():
    for freedom, value in ((3, 4.541), (5, 3.365), (8, 2.896), (20, 2.528)):
        assert t_quantile(0.99, freedom) == pytest.approx(value, abs=5e-4)


def test_many_degrees_of_freedom_are_nearly_normal():
    assert t_quantile(0.95, 10**6) == pytest.approx(stats.norm.ppf(0.95), rel=0.006)
