from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trainlab.plots.compute.axes._limits import fraction_range, loss_range, outcome_range, rate_range
from trainlab.plots.compute.lines.lines import make_lines
from trainlab.plots.compute.lines.smoothing import Group, Look
from trainlab.record import Trial

FALL = np.linspace(0.7, 0.1, 50)


def shown(lines, log, exploded=()):
    """The range of lines of one trial each, some of which exploded."""
    look = Look(False, log, 1000, 1, raw=False, worst=np.inf, exploded=frozenset(exploded))
    x = {len(line): np.arange(float(len(line))) for line in lines}
    groups = [
        Group([trial(number, "done")], x[len(line)], np.array([line]), "", "", "")
        for number, line in enumerate(lines)
    ]
    made = [line for line in make_lines(groups, look) if line is not None]
    return loss_range([line.y for line in made], [line.spans for line in made], log)


def both(limits: tuple[float, float] | None) -> tuple[float, float]:
    assert limits is not None
    return limits


def trial(number, status):
    return Trial(
        id=number, settings={}, population=0, length=50, steps_per_epoch=1, parameters=1, status=status
    )


def test_calm_lines_are_shown_whole():
    low, high = both(shown([FALL, FALL * 1.2], log=False))
    assert low == 0
    assert 0.84 < high < 0.9


def test_exploding_lines_are_not():
    lines = [FALL] * 18 + [np.geomspace(0.7, 1e25, 50), np.geomspace(0.7, 1e3, 20)]
    assert 0.7 < shown(lines, False, {18, 19})[1] < 1.5
    assert 0.7 < shown(lines, True, {18, 19})[1] < 10


def test_a_third_that_explodes_does_not_flatten_the_others():
    lines = [FALL] * 20 + [np.r_[0.7, np.full(49, 25.0)]] * 11
    assert 0.7 < shown(lines, False, range(20, 31))[1] < 1.5


def test_a_rise_late_in_training_is_in_the_picture():
    overfits = np.r_[np.linspace(0.7, 0.3, 36), np.linspace(0.3, 2.0, 14)]
    for lines in ([overfits], [overfits] * 5, [overfits, *[FALL] * 30]):
        low, high = both(shown(lines, False))
        inside = (overfits >= low) & (overfits <= high)
        assert inside.mean() >= 0.95
        assert high > 1.9


def test_where_all_explode_all_is_shown():
    low, high = both(shown([np.geomspace(0.7, 1e6, 50)], True, {0}))
    assert low < 0.7
    assert high > 1e6


def test_losses_far_from_zero_keep_their_own_floor():
    low, high = both(shown([np.linspace(3.0, 2.5, 50)], log=False))
    assert 2.4 < low < 2.5
    assert 3.0 < high < 3.1


def test_a_constant_line_has_room_around_it():
    for log in (False, True):
        low, high = both(shown([np.full(9, 0.5)], log))
        assert low < 0.5 < high


def test_nothing_has_no_range():
    assert loss_range([np.array([np.nan])], [], log=False) is None
    assert loss_range([np.array([-1.0, 0.0])], [], log=True) is None
    assert outcome_range(np.empty(0), np.empty(0), log=False) is None
    assert fraction_range([np.empty(0)]) is None
    assert rate_range([np.array([np.nan])], log=False) is None
    assert rate_range([np.array([0.0])], log=True) is None


def test_accuracies_stay_near_0_and_1():
    low, high = both(fraction_range([np.array([0.5, 1.0])]))
    assert 0.45 < low < 0.5
    assert 1.0 < high < 1.03


def test_final_losses_of_trials_that_exploded_leave():
    calm = np.linspace(0.1, 0.2, 20)
    assert 0.2 < outcome_range(np.append(calm, 1e6), calm, log=False)[1] < 0.3
    # All but one the same: the one is in the picture.
    assert outcome_range(np.array([0.1, 0.1, 0.1, 0.5]), np.array([0.1, 0.1, 0.1, 0.5]), False)[1] > 0.5
    assert outcome_range(np.array([5.0, 9.0]), np.empty(0), log=False)[1] > 9


def test_learning_rates_are_shown_down_to_their_end_but_not_down_to_zero():
    exponential = np.geomspace(1.0, 1e-8, 500)
    assert rate_range([exponential], log=True)[0] < 1e-8
    cosine = (1 + np.cos(np.linspace(0, np.pi, 10_001))) / 2  # the last values: 1e-7, 2e-8, 0
    low, high = both(rate_range([cosine], log=True))
    assert 1e-5 < low < 1e-3
    assert high > 1.0


LINES = st.lists(st.lists(st.floats(1e-30, 1e30), min_size=1, max_size=60), min_size=1, max_size=6)


@given(LINES, st.booleans(), st.sets(st.integers(0, 5)))
def test_nearly_all_of_every_calm_trial_is_in_the_picture(lines, log, exploded):
    low, high = both(shown([np.array(line) for line in lines], log, exploded))
    assert low < high
    assert not log or low > 0
    for number, line in enumerate(lines):
        inside = (np.array(line) >= low) & (np.array(line) <= high)
        if number not in exploded:
            assert inside[0]
            assert inside.mean() >= 0.95


@given(LINES, st.booleans())
def test_ranges_of_rates_are_ranges(lines, log):
    low, high = both(rate_range([np.array(line) for line in lines], log))
    assert low < high
    assert not log or low > 0
