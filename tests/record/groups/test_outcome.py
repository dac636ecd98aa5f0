"""What findings about a study compare: accuracies as they are, errors by their logarithm."""

from __future__ import annotations

import dataclasses
import math

import pytest

from trainlab.record.groups.outcome import Outcome


@pytest.fixture
def trial(make_trial):
    made = make_trial(0, accuracy=0.9)
    settings = {**made.settings, "task": "regression"}
    return dataclasses.replace(made, settings=settings, final={"validation_rmse": 50.0, "validation_r2": 0.5})


def test_accuracies_are_compared_as_they_are(make_trial):
    trial = make_trial(0, accuracy=0.9)
    outcome = Outcome.of([trial])
    assert (outcome.curve, outcome.final(trial), outcome.result(trial)) == ("validation_accuracy", 0.9, 0.9)
    assert outcome.compared == "final validation accuracy"
    assert outcome.of_value(0.9714) == "97.1% validation accuracy"


def test_errors_are_compared_by_their_logarithm_and_the_smaller_is_better(trial):
    outcome = Outcome.of([trial])
    assert outcome.final(trial) == 50
    assert outcome.result(trial) == pytest.approx(-math.log(50))
    assert outcome.compared == "the logarithm of final validation RMSE"
    assert outcome.of_value(53.1234, when="final ") == "a final validation RMSE of 53.12"


def test_a_perfect_net_has_a_result(trial):
    perfect = dataclasses.replace(trial, final={"validation_rmse": 0.0})
    outcome = Outcome.of([trial])
    assert math.isfinite(outcome.result(perfect))
    assert outcome.result(perfect) > outcome.result(trial)


def test_a_trial_without_an_evaluation_has_none(trial):
    assert math.isnan(Outcome.of([trial]).result(dataclasses.replace(trial, final={})))
