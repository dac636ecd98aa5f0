"""Running medians and rising pairs, whichever way they are worked out, held against the plain way."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.diagnose.curves import running
from trainlab.diagnose.curves.running import rising_share, running_medians


@given(st.lists(st.integers(-5, 5), min_size=2, max_size=70))
def test_rising_pairs(values):
    pairs = [b > a for place, a in enumerate(values) for b in values[place + 1 :]]
    row = np.array([values, values[::-1]], float)
    assert rising_share(row)[0] == sum(pairs) / len(pairs)
    assert running._rising_pairs(row[0]) == sum(pairs)


@pytest.mark.parametrize("points", [3, 60, 400, 3000])
def test_long_and_short_rows_give_the_same(points, monkeypatch):
    values = np.round(np.random.default_rng(points).standard_normal((3, points)), 2)
    width = max(points // 10, 3) | 1
    windows = np.lib.stride_tricks.sliding_window_view(values, width, axis=1)
    medians = np.median(windows, axis=2)
    for most in (0, 10**9):
        monkeypatch.setattr(running, "MAX_COMPARED", most)
        np.testing.assert_array_equal(running_medians(values, width), medians)
        if points <= 400:
            later, earlier = np.tril_indices(points, -1)
            shares = (values[:, later] > values[:, earlier]).mean(axis=1)
            np.testing.assert_array_equal(rising_share(values), shares)
