"""Whether training was far too long or too short, by when the better trials were best."""

from __future__ import annotations

import dataclasses

import pytest

from trainlab.diagnose.studies.best_step import find_best_step


@pytest.fixture
def at(make_trial):
    """Trials of 400 steps whose best evaluations came at these steps, the best trial first."""

    def made(*steps, status="done"):
        trials = [make_trial(id, accuracy=0.9 - id / 100, status=status) for id in range(len(steps))]
        return [dataclasses.replace(trial, best_step=step) for trial, step in zip(trials, steps, strict=True)]

    return made


def test_a_best_step_near_the_start_says_too_long(at):
    (finding,) = find_best_step(at(10, 20, 30, 400, 400, 400))
    assert finding.symptom == "too long"
    assert finding.sentence.startswith(
        "in all 3 better trials the best evaluation came in the first 10% of training (median 5% of training)"
    )


def test_a_best_step_near_the_end_says_too_short(at):
    (finding,) = find_best_step(at(390, 350, 310, 0, 0, 0))
    assert finding.symptom == "too short"
    assert finding.evidence["median"] == pytest.approx(350 / 400)


def test_in_between_and_mixed_say_nothing(at):
    assert find_best_step(at(200, 200, 200, 0, 0, 0)) == []
    assert find_best_step(at(10, 390, 10, 390, 10, 390)) == []


def test_few_trials_and_those_that_stopped_say_nothing(at):
    assert find_best_step(at(10, 10, 10)) == []
    assert find_best_step(at(*[10] * 8, status="stopped")) == []
    assert find_best_step([]) == []
