"""Numeric targets that carry the loss alone, and targets of other scales."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numbers_data import dataset, inputs, plain

from trainlab.checks.targets import CARRIES, check_outliers, check_scales


@pytest.mark.parametrize("draw", ["normal", "uniform", "exponential"])
def test_ordinary_targets_pass(draw):
    for seed in range(5):
        y = getattr(np.random.default_rng(seed), draw)(size=400)
        result = check_outliers(dataset(inputs(), y))
        assert result.verdict == "pass"
        assert 0 < result.value < CARRIES


def test_an_example_far_out_is_named_in_the_unit_of_the_file():
    y = np.random.default_rng(0).normal(100, 1, 400)
    y[7] = 99_999
    made = dataset(inputs(), y)
    result = check_outliers(made)
    train = made.in_units(made.train.targets)[:, 0]
    assert train.max() > 99_000  # it is in train, and in no other split
    assert result.verdict == "warn"
    assert f"1e+05 in training example {train.argmax()}" in result.advice
    squares = (train - train.mean()) ** 2
    few = max(1, len(train) // 100)
    assert result.value == pytest.approx(np.sort(squares)[-few:].sum() / squares.sum(), rel=1e-3)


def test_outliers_that_surely_are_in_train():
    made = plain()
    made.train.targets[[3, 8]] = 60
    result = check_outliers(made)
    assert result.verdict == "warn"
    assert "in training example 3" in result.advice
    assert "in training example 8" in result.advice


def test_of_few_examples_nothing_is_said():
    made = plain()
    few = replace(
        made, train=replace(made.train, inputs=made.train.inputs[:19], targets=made.train.targets[:19])
    )
    assert check_outliers(few).verdict == "skip"


def test_standardised_targets_are_of_one_scale_and_raw_ones_need_not_be():
    random = np.random.default_rng(1)
    y = random.normal(size=(400, 2)) * [1000, 0.1]
    made = dataset(inputs(), y)
    assert check_scales(made).verdict == "pass"
    raw = replace(made, train=replace(made.train, targets=made.in_units(made.train.targets)))
    result = check_scales(raw)
    assert result.verdict == "warn"
    variances = raw.train.targets.var(axis=0)
    assert result.value == pytest.approx(variances.max() / variances.min(), rel=1e-4)
    assert "leave standardize_targets on" in result.advice


def test_one_target_has_no_other_scale():
    assert check_scales(plain()).verdict == "skip"
