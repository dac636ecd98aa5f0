"""Columns from which a numeric target follows."""

from __future__ import annotations

import numpy as np
import pytest
from numbers_data import dataset, inputs, plain
from scipy.stats import pearsonr, spearmanr

from trainlab.checks.number_leaks import TELLS, _correlations, _ranks, check_number_leaks


def with_column(column, examples: int = 400):
    made = plain(examples)
    y = np.concatenate([made.in_units(part.targets) for part in (made.train, made.validation, made.test)])[
        :, 0
    ]
    x = np.concatenate([part.inputs for part in (made.train, made.validation, made.test)])
    return dataset(np.column_stack([x, column(y)]), y)


def test_honest_columns_pass():
    for seed in range(5):
        assert check_number_leaks(plain(seed=seed)).verdict == "pass"


@pytest.mark.parametrize("column", [lambda y: y, lambda y: 3 - 0.01 * y])
def test_the_target_shifted_and_scaled_is_the_target(column):
    result = check_number_leaks(with_column(column))
    assert (result.verdict, result.value) == ("fail", 1.0)
    assert "take it out of the inputs" in result.advice


def test_a_column_in_the_order_of_the_target_tells_it():
    result = check_number_leaks(with_column(lambda y: np.exp(y / 10)))
    assert result.verdict == "warn"
    assert result.value == pytest.approx(1)


def test_a_strong_column_with_noise_is_no_leak():
    noise = np.random.default_rng(2).normal(size=400)
    result = check_number_leaks(with_column(lambda y: y + 0.4 * y.std() * noise))
    assert result.verdict == "pass"
    assert 0.7 < result.value < TELLS


def test_few_examples_and_images_are_not_looked_at():
    assert check_number_leaks(plain(), most=19).verdict == "skip"


def test_correlations_are_those_of_scipy():
    random = np.random.default_rng(3)
    x, y = random.integers(0, 6, (50, 3)).astype(float), inputs(50, 2, seed=4)
    for column in range(3):
        for target in range(2):
            pair = x[:, column], y[:, target]
            assert _correlations(x, y)[column, target] == pytest.approx(pearsonr(*pair)[0])
            ranked = _correlations(_ranks(x), _ranks(y))[column, target]
            assert ranked == pytest.approx(spearmanr(*pair)[0])
    assert (_correlations(np.ones((50, 1)), y) == 0).all()
