from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainlab.web.buckets import LARGEST, edges, extremes, finite

VALUES = st.floats(width=32, allow_nan=True, allow_infinity=True)


@st.composite
def seen_curves(draw):
    """Curves at ascending places, a window of the axis, and how many pixels it is drawn in."""
    gaps = draw(st.lists(st.floats(0.001, 1000), min_size=1, max_size=60))
    x = np.cumsum(gaps)
    values = draw(arrays(np.float32, (draw(st.integers(1, 3)), len(x)), elements=VALUES))
    log = draw(st.booleans())
    # Ends that are places of points are where mistakes of one point show.
    end = st.one_of(st.sampled_from(x.tolist()), st.floats(0.0005, 2 * float(x[-1])))
    start, stop = sorted([draw(end), draw(end)])
    return x, values, start, max(stop, start * 1.0001), draw(st.integers(1, 70)), log


@given(seen_curves())
def test_buckets_contain_the_extremes_of_the_window(case):
    x, values, start, stop, pixels, log = case
    low, high = extremes(x, finite(values), edges(start, stop, pixels, log))
    inside = finite(values)[:, (x >= start) & (x <= stop)]
    for row, curve in enumerate(inside):
        known = curve[~np.isnan(curve)]
        if known.size:
            assert np.nanmin(low[row]) == known.min()
            assert np.nanmax(high[row]) == known.max()
        else:
            assert np.isnan(low[row]).all()
            assert np.isnan(high[row]).all()


@given(seen_curves())
def test_every_point_lies_in_its_own_bucket(case):
    x, values, start, stop, pixels, log = case
    borders = edges(start, stop, pixels, log)
    low, high = extremes(x, finite(values), borders)
    for column in range(pixels):
        last = column == pixels - 1
        held = (x >= borders[column]) & ((x <= borders[column + 1]) if last else (x < borders[column + 1]))
        for row, curve in enumerate(finite(values)[:, held]):
            known = curve[~np.isnan(curve)]
            assert np.isnan(low[row, column]) == (known.size == 0)
            if known.size:
                assert (low[row, column], high[row, column]) == (known.min(), known.max())


@given(st.floats(1e-6, 1e6), st.floats(1.001, 1e6), st.integers(1, 500), st.booleans())
def test_borders_ascend_from_one_end_to_the_other(start, factor, buckets, log):
    borders = edges(start, start * factor, buckets, log)
    assert borders[0] == start
    assert borders[-1] == start * factor
    assert (np.diff(borders) >= 0).all()


def test_what_is_not_finite_is_not_sent_and_what_is_too_large_is_cut():
    sent = finite(np.array([np.inf, -np.inf, np.nan, 1e300, -1e300, 0.5]))
    assert sent.dtype == np.float32
    assert sent.tolist() == pytest.approx([np.nan] * 3 + [LARGEST, -LARGEST, 0.5], nan_ok=True)
