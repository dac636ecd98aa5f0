"""What was tried, as arrays."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.searches import tried


def test_accuracies_are_turned_round():
    one = tried({}, [0, 5, 10], [0.5, 0.9, 0.8], 20, higher_is_better=True)
    assert one.values.tolist() == [-0.5, -0.9, -0.8]
    assert (one.best, one.last, one.fraction) == (-0.9, -0.8, 0.5)


def test_what_is_not_a_number_is_worst():
    assert tried({}, [0, 5], [0.4, math.nan], 20).values.tolist() == [0.4, math.inf]
    assert tried({}, [0, 5], [0.4, math.nan], 20, higher_is_better=True).values.tolist() == [-0.4, math.inf]


def test_nothing_measured_yet():
    one = tried({}, [], [], 20)
    assert (one.best, one.last, one.fraction) == (math.inf, math.inf, 0)


def test_a_trial_that_ended_needs_no_more_training():
    assert tried({}, [0, 5], [1, 0.5], 20, ended=True).fraction == 1
    assert tried({}, [0, 5], [1, 0.5], 20, diverged=True).fraction == 1
    assert tried({}, [0, 5], [1, 0.5], 20, diverged=True).last == math.inf
    assert tried({}, [0, 20], [1, 0.5], 20).ended


@given(st.integers(1, 200), st.floats(0, 1))
def test_the_past_holds_nothing_of_what_came_later(length, fraction):
    steps = np.arange(0, length + 1, 3)
    whole = tried({}, steps, 1 / (steps + 1), length, trained=length, diverged=True)
    past = whole.until(fraction)
    border = min(max(round(fraction * length), 1), length)
    assert past.steps.tolist() == [step for step in steps.tolist() if step <= border]
    assert past.trained == border
    assert past.diverged == (border == length)
    assert past.until(1) is past
    assert whole.until(1) is whole
    assert past.fraction == pytest.approx(border / length)
