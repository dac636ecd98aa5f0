from __future__ import annotations

import numpy as np
import pytest
from embedded_data import points
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from trainlab.record import Curves
from trainlab.web.report.points import kept, points_of

FINITE = st.floats(width=32, allow_nan=False, allow_infinity=False)
LINES = arrays(np.float32, st.integers(1, 200), elements=FINITE)


@given(LINES, st.integers(1, 120), st.data())
def test_the_points_that_are_kept_hold_the_extremes_of_every_bucket_and_both_ends(line, most, data):
    held = kept(line, most)
    assert held[0]
    assert held[-1]
    assert held.sum() <= max(most, 2) + 3
    if len(line) <= most:
        assert held.all()
        return
    # Wherever a run of buckets begins and ends, the extremes of it are among what is kept.
    borders = np.linspace(0, len(line) - 1, max(most // 2, 1) + 1)
    first = data.draw(st.integers(0, len(borders) - 2))
    last = data.draw(st.integers(first + 1, len(borders) - 1))
    x = np.arange(len(line))
    inside = (x >= borders[first]) & ((x < borders[last]) | (last == len(borders) - 1))
    if inside.any():
        assert line[inside & held].min() == line[inside].min()
        assert line[inside & held].max() == line[inside].max()


def test_every_point_comes_back_bit_for_bit_and_those_that_are_not_finite_are_left_out():
    values = np.array([[1, 2.5, np.nan, np.inf], [4, 5, 6, 1e-38]], np.float32)
    found = points_of(Curves("train_loss", np.arange(2), np.array([0, 3, 7, 1000]), values))
    assert found.whole
    (steps, line), (others, other) = points(found.packed())
    assert steps.tolist() == [0, 3]
    assert line.tobytes() == values[0, :2].tobytes()
    assert others.tolist() == [0, 3, 7, 1000]
    assert other.tobytes() == values[1].tobytes()


def test_a_curve_that_is_thinned_says_so_and_keeps_recorded_points_at_their_steps():
    values = np.random.default_rng(0).normal(size=(3, 500)).astype(np.float32)
    steps = np.arange(500) * 3
    found = points_of(Curves("train_loss", np.arange(3), steps, values), 40)
    assert not found.whole
    assert found.of == 1500
    for (at, line), whole in zip(points(found.packed()), values, strict=True):
        assert 20 <= len(at) <= 42
        assert (whole[np.searchsorted(steps, at)] == line).all()
        assert line.min() == whole.min()
        assert line.max() == whole.max()


@pytest.mark.parametrize("lengths", [[0, 0], [0, 3, 1], []])
def test_trials_without_a_point_have_none(lengths):
    borders = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    steps = np.concatenate([np.arange(length) for length in lengths] or [np.empty(0)]).astype(np.int64)
    values = np.arange(borders[-1], dtype=np.float32)
    found = points_of(Curves.ragged("validation_loss", np.arange(len(lengths)), borders, steps, values))
    assert [len(at) for at, _ in points(found.packed())] == lengths
