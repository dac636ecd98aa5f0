"""Seconds are shown where they can be compared, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

from trainlab.record import Trial
from trainlab.record.clock import Clock


def trial(number: int, seconds: float | None, together: int | None, **measured: float) -> Trial:
    return Trial(
        number, {}, 0, 10, 5, 6, status="done", steps=10, seconds_per_step=seconds, together=together,
        measured=measured,
    )  # fmt: skip


def test_programs_that_stepped_unequally_many_trials_are_not_compared():
    # 8 trials of sgd in one program, 1 of adam in another: a step of the first takes longer, of all of them.
    trials = [*(trial(number, 0.003, 8) for number in range(8)), trial(8, 0.001, 1)]
    clock = Clock(trials)
    assert "their programs stepped 1 and 8 trials together: 'trainlab time' measures" in clock.unfair
    assert clock.seconds_per_step(trials[:1]) is None
    timed = [replace(one, measured={"step_time": 0.0004 + 0.0001 * (one.id == 8)}) for one in trials]
    clock = Clock(timed)
    assert clock.unfair == ""
    assert clock.label == "time (s), steps of each trial by itself"
    assert clock.seconds_per_step(timed[:8]) == 0.0004
    assert clock.seconds_per_step(timed[8:]) == 0.0005


def test_programs_that_stepped_equally_many_are():
    trials = [trial(0, 0.002, 8), trial(1, 0.004, 8), trial(2, None, 8)]
    clock = Clock(trials)
    assert clock.label == "time (s) of 8 trials together"
    assert clock.measured == "while 8 trials trained together"
    assert clock.seconds_per_step(trials[:2]) == 0.003
    assert clock.seconds_per_step(trials[2:]) is None
    assert Clock([trial(0, 0.1, 1)]).label == "time (s)"
    assert Clock([trial(0, 0.1, None)]).label == "time (s)"


def test_programs_that_stepped_nearly_equally_many_are_compared_too():
    clock = Clock([trial(0, 0.002, 63), trial(1, 0.004, 64)])
    assert (clock.label, clock.unfair) == ("time (s) of about 64 trials together", "")
    assert clock.seconds_per_step([trial(0, 0.002, 63)]) == 0.002
    assert "stepped 60 and 64 trials" in Clock([trial(0, 0.002, 60), trial(1, 0.004, 64)]).unfair
    assert Clock([trial(0, 0.002, 64), trial(1, 0.004, None)]).unfair


def test_where_only_some_were_timed_alone_the_others_decide():
    trials = [trial(0, 0.002, 8, step_time=0.001), trial(1, 0.004, 8)]
    assert Clock(trials).label == "time (s) of 8 trials together"
    assert Clock(trials).seconds_per_step(trials[:1]) == 0.002
