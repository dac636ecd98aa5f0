"""Whether shuffled targets teach nothing about those of test."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numbers_data import dataset, inputs, plain
from planted import knowing, practice, subject

from trainlab.checks.shuffled_numbers import _correlations, check_shuffled_numbers

NET, SETTINGS = "3-8-1", {"task": "regression", "optimizer": "adam", "learning_rate": 0.01}


def checked(made, **instead):
    of, _, y = practice(replace(subject(made, NET, **SETTINGS), **instead))
    return check_shuffled_numbers(of, y)


def test_a_net_that_learns_from_its_targets_passes():
    result = checked(plain(600))
    assert result.verdict == "pass"
    assert abs(result.value) < 0.3
    true = float(result.measured.split("shuffles), ")[1].split(" ")[0])
    assert true > 0.5


def test_an_objective_that_knows_the_answer_is_found_out():
    made = plain(600)
    answer = knowing(lambda x: x[:, :1] + x[:, 1:2] ** 2)
    result = checked(made, objective=answer)
    assert result.verdict == "fail"
    assert "not what is learned" in result.advice


def test_targets_that_inputs_do_not_tell_teach_nothing():
    made = dataset(inputs(600), np.random.default_rng(9).normal(size=600))
    assert checked(made).verdict == "warn"


def test_of_few_test_examples_nothing_is_said():
    made = plain()
    few = replace(made.test, inputs=made.test.inputs[:19], targets=made.test.targets[:19])
    assert checked(replace(made, test=few)).verdict == "skip"


def test_correlations_are_pearsons():
    random = np.random.default_rng(0)
    outputs, targets = random.normal(size=(3, 40, 2)), random.normal(size=(40, 2))
    for trial, found in enumerate(_correlations(outputs, targets)):
        each = [np.corrcoef(outputs[trial, :, k], targets[:, k])[0, 1] for k in range(2)]
        assert found == pytest.approx(np.mean(each))
    assert _correlations(np.full((1, 40, 2), np.nan), targets) == 0
