"""Tails and corrections against SciPy and by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from trainlab.statistics.tail import f_tail, holm


@given(st.floats(0, 1e4), st.floats(0.5, 300), st.floats(0.5, 3000))
def test_the_tail_of_f_is_that_of_scipy(value, above, below):
    assert f_tail(value, above, below) == pytest.approx(stats.f.sf(value, above, below), abs=1e-9)


def test_holm_multiplies_the_smallest_by_all_and_never_falls_back():
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []
