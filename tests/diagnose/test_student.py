from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trainlab.diagnose.student import central_share, half_width


@given(st.floats(0, 1e3), st.integers(1, 60))
def test_the_share_is_scipys(t, freedom):
    assert central_share(t, freedom) == pytest.approx(1 - 2 * stats.t.sf(t, freedom), abs=1e-12)


@pytest.mark.parametrize("confidence", [0.5, 0.9, 0.95, 0.99])
@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 9, 10, 99])
def test_the_half_width_is_scipys(confidence, freedom):
    expected = stats.t.ppf((1 + confidence) / 2, freedom)
    assert half_width(confidence, freedom) == pytest.approx(expected, rel=1e-9)
