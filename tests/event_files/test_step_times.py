"""When steps ran, worked out by hand, and as it must be for any study."""

from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.event_files.step_times import StepTimes
from trainlab.record import StudyInfo, Trial

BEGUN = datetime.fromisoformat("2026-11-30T10:00:00+00:00").timestamp()


def info(**seconds) -> StudyInfo:
    return StudyInfo("x", "2026-11-30T10:00:00+00:00", "moons", {}, (), {}, seconds)


def trial(id=0, population=0, steps=100, seconds_per_step=0.01, together=4, **changes) -> Trial:
    made = Trial(id, {}, population, 1000, 10, 22, "running", steps)
    return replace(made, seconds_per_step=seconds_per_step, together=together, **changes)


def test_steps_lie_evenly_between_the_end_of_compiling_and_the_last_commit():
    times = StepTimes(info(compile=5.0, train=10.0), [trial()])
    assert times.at(0, np.array([0, 50, 100])) - BEGUN == pytest.approx([5, 10, 15])


def test_populations_are_trained_one_after_the_other():
    two = [trial(0, 0, 100, 0.01), trial(1, 1, 100, 0.03)]
    times = StepTimes(info(compile=0.0, train=8.0), two)
    assert times.at(0, np.array([100])) - BEGUN == pytest.approx([2])
    assert times.at(1, np.array([0, 100])) - BEGUN == pytest.approx([2, 8])


def test_a_step_takes_longer_while_there_are_more_blocks():
    short = [trial(id, steps=50, together=2) for id in range(2)]
    long = [trial(id, steps=100, together=2) for id in (2, 3)]
    times = StepTimes(info(compile=0.0, train=3.0), [*short, *long])
    # 50 steps of two blocks, then 50 of one
    assert times.at(0, np.array([50, 100])) - BEGUN == pytest.approx([2, 3])


def test_the_seconds_of_probes_are_spent_too():
    times = StepTimes(info(compile=1.0, train=2.0, probe=3.0), [trial()])
    assert times.at(0, np.array([100])) - BEGUN == pytest.approx([6])


def test_what_was_made_between_two_looks_ran_between_them():
    first = StepTimes(info(compile=5.0, train=1.0), [trial(steps=10)])
    later = StepTimes(info(compile=5.0, train=31.0), [trial(steps=40)], first.looks)
    assert later.at(0, np.array([10, 25, 40])) - BEGUN == pytest.approx([6, 21, 36])


@pytest.mark.parametrize("seconds", [{}, {"train": float("nan")}, {"train": -1.0}, {"compile": "long"}])
def test_without_a_measured_total_the_seconds_of_steps_count(seconds):
    times = StepTimes(info(**seconds), [trial()])
    assert times.at(0, np.array([0, 100])) - BEGUN == pytest.approx([0, 1])


@pytest.mark.parametrize(
    "created", ["", "yesterday", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]
)
def test_any_beginning_gives_times(created):
    times = StepTimes(replace(info(train=1.0), created=created), [trial()])
    assert np.isfinite(times.at(0, np.array([0, 100]))).all()


TRIALS = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 500), st.none() | st.floats(1e-9, 1), st.none() | st.integers(1, 5)
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@given(TRIALS, st.floats(0, 1e6), st.floats(0, 1e6), st.data())
def test_times_never_go_back_and_never_leave_what_was_spent(drawn, compiling, training, data):
    trials = [trial(id, *one) for id, one in enumerate(drawn)]
    times = StepTimes(info(compile=compiling, train=training), trials)
    # Populations are trained one after the other, and the trials of one that are not over side by side.
    longest = max((one.population, one.steps) for one in trials)
    made, quicker = data.draw(st.integers(0, 200)), data.draw(st.floats(0.1, 1))
    grown = [
        replace(one, steps=one.steps + made, seconds_per_step=quicker * (one.seconds_per_step or 1))
        if (one.population, one.steps) == longest
        else one
        for one in trials
    ]
    more = data.draw(st.floats(0, 1e5))
    later = StepTimes(info(compile=compiling, train=training + more), grown, times.looks)
    for number in {one.population for one in trials}:
        reached = max(one.steps for one in trials if one.population == number)
        before = times.at(number, np.arange(reached + 1))
        assert (np.diff(before) >= 0).all()
        assert before[0] >= BEGUN + compiling - 1e-3
        after = later.at(number, np.arange(reached, 800))
        assert (np.diff(after) >= 0).all()
        if number == longest[0]:  # what is new begins where the old ended
            assert after[0] >= before[-1] - 1e-3
