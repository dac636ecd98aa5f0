from __future__ import annotations

# pyright: reportAttributeAccessIssue=false
# The defaults of these settings depend on others.
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import SettingError
from trainlab.schedules.clock import clock_steps
from trainlab.settings import SETTINGS

WITH_STEPS = sorted(SETTINGS["decay_steps"].default.values)


@pytest.mark.parametrize(
    ("schedule", "steps"),
    [
        ("exponential", 900),
        ("power", 90),
        ("cosine", 900),
        ("cosine_restarts", 129),
        ("cyclical", 90),
        ("one_cycle", 900),
        ("range_test", 900),
    ],
)
def test_auto_fits_the_schedule_to_what_the_warmup_leaves(schedule, steps):
    assert clock_steps(schedule, "auto", length=1000, warmup=100) == steps


@pytest.mark.parametrize("schedule", WITH_STEPS)
def test_steps_that_are_given_are_kept(schedule):
    assert clock_steps(schedule, 17, length=1000, warmup=100) == 17


@given(st.sampled_from(WITH_STEPS), st.integers(1, 2**31 - 1), st.integers(0, 2**31 - 1))
def test_auto_is_a_step_at_least_and_the_length_at_most(schedule, length, warmup):
    assert 1 <= clock_steps(schedule, "auto", length, warmup) <= length


@given(st.integers(1, 10**6))
def test_three_descents_and_five_cycles_end_with_the_trial(length):
    first = clock_steps("cosine_restarts", "auto", length, 0)
    assert 7 * (first - 1) < length <= 7 * first
    half = clock_steps("cyclical", "auto", length, 0)
    assert 10 * (half - 1) < length <= 10 * half


def test_more_steps_than_programs_count_are_refused():
    assert clock_steps("cosine", 2**31 - 1, 10, 0) == 2**31 - 1
    with pytest.raises(SettingError, match=r"decay_steps of the recipe must be .* <= 2147483647"):
        clock_steps("cosine", 2**31, 10, 0)
