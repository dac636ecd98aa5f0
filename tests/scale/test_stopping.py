"""Trials that rules end: what is recorded of them, and what they leave to their neighbours."""

from __future__ import annotations

import numpy as np
import pytest
from laboratory import assert_bits, assert_same, chosen, laid_out

from trainlab.scale.population.pace import Pace

NET = "2-5-1"
RULES = {
    "batch_size": 8, "early_stopping": "train_loss", "patience": 2, "min_delta": 0.02, "check_every": 7,
    "schedule": "performance", "plateau_watch": "validation_loss", "plateau_patience": 1,
    "plateau_factor": 0.5, "until": "train_loss<0.25", "eval_every": 20,
}  # fmt: skip
RATES = [0.01, 0.1, 0.3, 1.0, 3.0, 1e30, 0.03, 10.0]


@pytest.fixture(scope="module")
def plan(laboratory, xor):
    (plan,) = laboratory.plans(xor, net=NET, set={**RULES, "steps": 200}, vary={"learning_rate": RATES})
    return laid_out(plan, 4, 2)


@pytest.fixture(scope="module")
def notebook(laboratory, xor, plan):
    return laboratory.notebook(xor, [plan], pace=Pace(seconds=0.01))


@pytest.fixture(scope="module")
def together(notebook):
    return notebook.outcomes()


def test_trials_end_in_every_way(together):
    ends = {(outcome.trial.status, outcome.trial.stopped_by) for outcome in together}
    assert {("stopped", "early_stopping"), ("stopped", "until"), ("diverged", None)} <= ends


@pytest.mark.parametrize("place", range(len(RATES)))
def test_a_trial_that_ends_by_itself_is_the_trial_alone(laboratory, xor, plan, together, place):
    (alone,) = laboratory.train(xor, plans=[chosen(plan, [place])])
    assert_same(together[place], alone)


def test_nothing_is_recorded_behind_the_end(together):
    for outcome in together:
        trial = outcome.trial
        if trial.status == "stopped":
            assert trial.steps == len(outcome.losses) < trial.length
            assert max(outcome.evaluations) == trial.steps
            assert list(trial.final.values()) == outcome.evaluations[trial.steps].tolist()
            if trial.stopped_by == "early_stopping":
                assert trial.steps % RULES["check_every"] == 0


def test_evaluations_come_in_order_until_their_trial_is_over(laboratory, xor):
    """Readers rely on it, who look for new evaluations behind the last one they know."""
    rules = {"early_stopping": "train_loss", "patience": 2, "check_every": 7, "eval_every": 5}
    plans = laboratory.plans(
        xor, net=NET, set={"batch_size": 8, "steps": 100, **rules}, vary={"learning_rate": RATES}
    )
    chunks = laboratory.notebook(xor, plans, pace=Pace(steps=10)).chunks
    latest: dict[int, int] = {}
    over: set[int] = set()
    looked_back = 0
    for chunk in chunks:
        ending = {trial.id for trial in chunk.progress if trial.over} - over
        before = dict(latest)
        for id, step in zip(chunk.evaluations.trial.tolist(), chunk.evaluations.step.tolist(), strict=True):
            assert id not in over
            assert step > before.get(id, -1) or id in ending
            looked_back += step < before.get(id, -1)
            latest[id] = max(step, latest.get(id, -1))
        over |= ending
    assert looked_back > 0


def test_until_ends_at_the_first_step_that_meets_it(laboratory, xor):
    fields = {"net": NET, "set": {"batch_size": 8, "steps": 200, "learning_rate": 1.0}, "seeds": 6}
    free = laboratory.train(xor, **fields)
    fields["set"] = {**fields["set"], "until": "train_loss < 0.3"}
    ended = laboratory.train(xor, **fields)
    assert any(outcome.trial.status == "stopped" for outcome in ended)
    for outcome, whole in zip(ended, free, strict=True):
        met = np.flatnonzero(whole.losses < np.float32(0.3))
        steps = met[0] + 1 if len(met) else 200
        assert outcome.trial.steps == steps
        # Watching changes nothing of the steps that are made.
        np.testing.assert_allclose(outcome.losses, whole.losses[:steps], rtol=1e-5)


def test_until_watches_evaluations_too(laboratory, xor):
    settings = {"batch_size": 8, "steps": 200, "learning_rate": 1.0, "until": "validation_accuracy>=0.8"}
    outcomes = laboratory.train(xor, net=NET, set={**settings, "eval_every": 9}, seeds=4)
    for outcome in outcomes:
        met = [step for step, values in sorted(outcome.evaluations.items()) if values[3] >= 0.8]
        if met:
            assert outcome.trial.steps == met[0]
            assert outcome.trial.stopped_by == "until" or met[0] == 200
    assert any(outcome.trial.status == "stopped" for outcome in outcomes)


def test_the_winner_by_train_loss_is_measured_where_no_evaluation_was_due(laboratory, xor):
    settings = {"batch_size": 8, "steps": 60, "learning_rate": 0.5, "early_stopping": "train_loss",
                "patience": 50, "check_every": 7, "eval_every": 25}  # fmt: skip
    (outcome,) = laboratory.train(xor, net=NET, set=settings)
    trial = outcome.trial
    assert trial.status == "done"
    assert trial.best_step % 7 == 0
    assert trial.best_step in outcome.evaluations
    assert list(trial.best.values()) == outcome.evaluations[trial.best_step].tolist()
    assert sorted(outcome.evaluations) == sorted({0, 25, 50, 60, trial.best_step})
    shorter = {**settings, "steps": trial.best_step}
    (until,) = laboratory.train(xor, net=NET, set=shorter)
    for name, weights in outcome.best.items():
        assert_bits(weights, until.final[name])


def test_ended_trials_leave_and_a_population_that_is_over_stops(laboratory, xor):
    settings = {"batch_size": 8, "steps": 100_000, "learning_rate": 1.0, "until": "train_loss<100"}
    plans = laboratory.plans(xor, net=NET, set=settings, seeds=3)
    notebook = laboratory.notebook(xor, plans, pace=Pace(first_steps=8))
    assert len(notebook.chunks) == 1
    for outcome in notebook.outcomes():
        assert (outcome.trial.status, outcome.trial.steps) == ("stopped", 1)
