"""Small curves: high is high, what is not finite is left out, and a shared scale is shared."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainlab.cli.tables._sparkline import BLOCKS, NARROWEST, spark_range, sparkline


@given(
    values=arrays(float, st.integers(0, 60), elements=st.floats(allow_nan=True, allow_infinity=True)),
    width=st.integers(1, 20),
)
def test_any_curve_becomes_at_most_so_many_blocks(values, width):
    line = sparkline(values, width)
    assert len(line) == min(width, np.isfinite(values).sum())
    assert set(line) <= set(BLOCKS)


def test_a_falling_curve_falls_and_uses_the_whole_height():
    line = sparkline(np.geomspace(10, 1e-3, 1000), 16)
    assert list(line) == sorted(line, reverse=True)
    assert (line[0], line[-1]) == (BLOCKS[-1], BLOCKS[0])


def test_equal_ratios_are_equal_heights():
    assert sparkline(np.array([1, 10, 100.0]), 3) == BLOCKS[0] + BLOCKS[4] + BLOCKS[7]


def test_a_flat_curve_is_low_and_no_curve_is_nothing():
    assert sparkline(np.ones(5), 5) == BLOCKS[0] * 5
    assert sparkline(np.array([]), 5) == ""
    assert sparkline(np.array([np.nan, np.inf]), 5) == ""


def test_a_shared_scale_puts_curves_beside_each_other():
    high, low = np.full(8, 100.0), np.full(8, 1.0)
    shared = spark_range([high, low], 8)
    assert shared == pytest.approx((1, 100))
    assert sparkline(high, 8, low=shared[0], high=shared[1]) == BLOCKS[-1] * 8
    assert sparkline(low, 8, low=shared[0], high=shared[1]) == BLOCKS[0] * 8


def test_a_scale_is_wide_enough_that_noise_does_not_fill_it():
    limits = spark_range([np.array([1.0, 1.01])], 2)
    assert limits is not None
    low, high = limits
    assert high / low == pytest.approx(NARROWEST)
    assert spark_range([], 8) is None
    assert spark_range([np.array([np.nan])], 8) is None
