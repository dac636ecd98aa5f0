from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trainlab.plots.limits import fraction_range, loss_range, outlier_free_range, rate_range

FALL = np.linspace(0.7, 0.1, 50)


def test_calm_lines_are_shown_whole():
    low, high = loss_range([FALL, FALL * 1.2], log=False)
    assert low == 0
    assert 0.84 < high < 0.9


def test_exploding_lines_are_not():
    lines = [FALL] * 18 + [np.geomspace(0.7, 1e25, 50), np.geomspace(0.7, 1e3, 20)]
    assert 0.7 < loss_range(lines, log=False)[1] < 1.5
    assert 0.7 < loss_range(lines, log=True)[1] < 10


def test_losses_far_from_zero_keep_their_own_floor():
    low, high = loss_range([np.linspace(3.0, 2.5, 50)], log=False)
    assert 2.4 < low < 2.5
    assert 3.0 < high < 3.1


def test_a_constant_line_has_room_around_it():
    for log in (False, True):
        low, high = loss_range([np.full(9, 0.5)], log)
        assert low < 0.5 < high


def test_nothing_has_no_range():
    assert loss_range([np.array([np.nan])], log=False) is None
    assert loss_range([np.array([-1.0, 0.0])], log=True) is None
    assert outlier_free_range(np.empty(0), log=False) is None
    assert fraction_range([np.empty(0)]) is None
    assert rate_range([np.array([np.nan])], log=False) is None
    assert rate_range([np.array([0.0])], log=True) is None


def test_accuracies_stay_near_0_and_1():
    low, high = fraction_range([np.array([0.5, 1.0])])
    assert 0.45 < low < 0.5
    assert 1.0 < high < 1.03


def test_far_out_final_losses_leave():
    _, high = outlier_free_range(np.append(np.linspace(0.1, 0.2, 20), 1e6), log=False)
    assert 0.2 < high < 0.3


def test_learning_rates_are_shown_down_to_their_end_but_not_down_to_zero():
    exponential = np.geomspace(1.0, 1e-8, 500)
    assert rate_range([exponential], log=True)[0] < 1e-8
    cosine = (1 + np.cos(np.linspace(0, np.pi, 10_001))) / 2  # the last values: 1e-7, 2e-8, 0
    low, high = rate_range([cosine], log=True)
    assert 1e-5 < low < 1e-3
    assert high > 1.0


@given(
    st.lists(st.lists(st.floats(1e-30, 1e30), min_size=1, max_size=9), min_size=1, max_size=5), st.booleans()
)
def test_ranges_are_ranges(lines, log):
    for limits in (loss_range, rate_range):
        low, high = limits([np.array(line) for line in lines], log)
        assert low < high
        assert not log or low > 0
