"""Trials that a search gives up: the others go on to the same bits, they themselves keep what they made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from laboratory import Notebook, assert_bits, assert_same, laid_out

from trainlab.record import StudyInfo
from trainlab.scale.executors import local
from trainlab.scale.executors.executor import Leg
from trainlab.scale.executors.local import LocalExecutor
from trainlab.scale.observer import Observer
from trainlab.scale.population.given_up import give_up
from trainlab.scale.population.pace import Pace
from trainlab.scale.training import Training

RUNG = 6


@pytest.fixture(scope="module", params=["2-5-1", "2-40-40-1", "dense6 batchnorm:relu dense1"])
def plan(request, laboratory, xor):
    fields = {"optimizer": "adam", "batch_size": 8, "steps": 12, "eval_every": 3, "seed": 3}
    rates = [0.01, 0.03, 1e30, 0.1, 0.02, 0.3]
    (plan,) = laboratory.plans(xor, net=request.param, set=fields, vary={"learning_rate": rates})
    return laid_out(plan, 4, 2)


def in_two_legs(laboratory, dataset, plan, gone, pace=None):
    """What is recorded where some trials are given up at the rung, and the trials' records."""
    notebook, records = Notebook(), {trial.id: trial for trial in plan.trials}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(local, "Compiler", lambda: laboratory._compiler)
        patch.setattr(laboratory._compiler, "close", lambda: None)
        executor = LocalExecutor(lambda settings: dataset, pace=pace)
        info = StudyInfo("study", "2026-01-01T00:00:00", dataset.name, {}, (), {})
        with Training(info, plan.trials, executor, notebook, Observer()) as training:
            [ready] = training.prepare([plan])
            standing = None
            for chunk in training.train([Leg(ready, None, RUNG)]):
                records |= {trial.id: trial for trial in chunk.progress}
                standing = chunk.checkpoint
            assert standing is not None
            assert standing.step == RUNG
            given = give_up(ready, standing, gone, records)
            training.commit(given)
            records |= {trial.id: trial for trial in given.progress}
            assert given.checkpoint is not None
            left = replace(ready, trials=tuple(records[trial.id] for trial in ready.trials))
            for chunk in training.train([Leg(left, given.checkpoint)]):
                records |= {trial.id: trial for trial in chunk.progress}
            training.finish()
    return notebook, records


@pytest.mark.parametrize("steps", [1, 4, 100])
def test_the_others_end_as_if_nobody_had_been_given_up(laboratory, xor, plan, steps):
    whole = laboratory.train(xor, [plan])
    notebook, _ = in_two_legs(laboratory, xor, plan, {0, 3, 5}, Pace(steps=steps))
    for mine, theirs in zip(notebook.outcomes(), whole, strict=True):
        if mine.trial.id not in {0, 3, 5}:
            assert_same(mine, theirs)


def test_those_given_up_keep_what_they_had_made(laboratory, xor, plan):
    whole = laboratory.train(xor, [plan])
    shorter = [
        replace(trial, length=RUNG, settings={**trial.settings, "steps": RUNG}) for trial in plan.trials
    ]
    ended = laboratory.train(xor, [replace(plan, trials=tuple(shorter))])
    notebook, records = in_two_legs(laboratory, xor, plan, {0, 3})
    for id in (0, 3):
        record = records[id]
        assert (record.status, record.stopped_by, record.steps) == ("stopped", "search", RUNG)
        mine = notebook.outcomes()[id]
        assert_bits(mine.losses, whole[id].losses[:RUNG])
        assert sorted(mine.evaluations) == [0, 3, 6]
        for which in ("final", "best"):
            weights, expected = getattr(mine, which), getattr(ended[id], which)
            assert weights.keys() == expected.keys()
            for name, array in weights.items():
                np.testing.assert_array_equal(array, expected[name], err_msg=f"{which} {name} of trial {id}")


def test_where_all_are_given_up_nothing_is_left_to_continue(laboratory, xor, plan):
    checkpoint = next(
        chunk.checkpoint for chunk in laboratory.notebook(xor, [plan], pace=Pace(steps=3)).chunks
    )
    records = {trial.id: trial for trial in plan.trials}
    chunk = give_up(plan, checkpoint, set(checkpoint.trials), records)
    assert chunk.checkpoint is None
    assert chunk.retired is not None
    assert {trial.id for trial in chunk.retired.trials} == set(checkpoint.trials)
    assert chunk.step_curves["train_loss"].shape == (len(checkpoint.trials), 0)
