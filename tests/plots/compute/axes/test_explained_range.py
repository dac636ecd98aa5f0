"""The part of an axis of R2 that is shown."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.plots.compute.axes.metric import explained_range


def test_what_lies_far_below_the_mean_of_the_targets_leaves_the_picture():
    low, high = explained_range([np.array([-1500.0, -3.0, 0.9]), np.array([0.0, 0.95])])
    assert low == pytest.approx(-1 - 0.04 * 1.95)
    assert high == pytest.approx(0.95 + 0.04 * 1.95)


def test_a_line_is_shown_to_its_end():
    low, _ = explained_range([np.array([-50.0, -4.0]), np.array([0.5])])
    assert -5 < low < -4


def test_good_lines_fill_the_picture():
    low, high = explained_range([np.array([0.98, 0.99, np.nan])])
    assert 0.9 < low < 0.98 < 0.99 < high < 1.2


def test_nothing_known_is_from_no_better_than_the_mean_to_perfect():
    assert explained_range([np.array([np.nan])]) == (0.0, 1.0)
