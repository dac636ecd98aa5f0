"""Parts of populations: whole blocks, every trial once, about as much work for every worker."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from laboratory import laid_out

from trainlab.scale.plans.parts import PARTS_A_WORKER, cut, renumbered, work


@pytest.fixture(scope="module")
def two(laboratory, xor):
    """Two populations of 24 trials, one of which takes longer."""
    fields = {"batch_size": 8, "steps": 12}
    plans = laboratory.plans(xor, vary={"net": ["2-5-2", "2-50-2"]}, set=fields, seeds=24)
    return [laid_out(plan, 4, 2) for plan in plans]


@given(workers=st.integers(1, 40), lengths=st.lists(st.integers(1, 10**6), min_size=24, max_size=24))
def test_parts_hold_every_trial_once_in_whole_blocks(two, workers, lengths):
    plans = [
        replace(
            plan,
            trials=tuple(replace(one, length=n) for one, n in zip(plan.trials, lengths, strict=True)),
        )
        for plan in two
    ]
    parts = cut(plans, workers)
    assert [part.population.id for part in parts] == [*range(len(parts))]
    assert [trial.id for part in parts for trial in part.trials] == [*range(48)]
    for part in parts:
        assert part.population.trials == tuple(trial.id for trial in part.trials)
        assert {trial.population for trial in part.trials} == {part.population.id}
        assert len(part.trials) % 4 == 0
        assert (part.population.width, part.population.devices) == (4, 2)


@pytest.mark.parametrize("workers", [1, 2, 3, 5])
def test_no_worker_waits_long_for_the_last_one(two, workers):
    """Handed out largest first to whoever is free, as the executor does."""
    plans = [replace(plan, trials=plan.trials * 20) for plan in two]  # 240 blocks
    parts = sorted(cut(plans, workers), key=work)
    ends = [0.0] * workers
    while parts:
        ends[ends.index(min(ends))] += work(parts.pop())
    assert sum(ends) == pytest.approx(sum(map(work, plans)))
    assert max(ends) <= sum(ends) / workers * (1 + 1 / PARTS_A_WORKER)


def test_a_long_study_is_cut_by_work_and_not_by_trials(two):
    small, large = two
    parts = cut([small, replace(large, trials=tuple(replace(one, length=10**6) for one in large.trials))], 2)
    of_small = [part for part in parts if part.population.static["net"] == "2-5-2"]
    assert len(of_small) == 1
    assert len(parts) - 1 == 6  # all of its blocks


def test_what_is_made_already_is_no_work(two):
    [plan, _] = two
    half = replace(plan, trials=tuple(replace(one, steps=6) for one in plan.trials))
    assert work(half) == pytest.approx(work(plan) / 2)


def test_populations_are_numbered_anew(two):
    [plan, _] = two
    made = renumbered([(plan, plan.trials[4:8]), (plan, plan.trials[:4])])
    assert [one.population.id for one in made] == [0, 1]
    assert made[0].population.trials == tuple(trial.id for trial in plan.trials[4:8])
