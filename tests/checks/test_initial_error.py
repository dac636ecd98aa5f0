"""The loss before the first step, of numeric targets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numbers_data import dataset, inputs, plain
from planted import ascending, subject

from trainlab.checks.initial_loss import ON_DATA, check_initial_loss
from trainlab.checks.observe import observe


def initial(subject):
    x, y = subject.examples()
    (seen,) = observe(subject, [(x, y)])
    return check_initial_loss(subject, seen, y, ON_DATA), y


def made(data=None, net="3-8-1", **settings):
    return subject(plain() if data is None else data, net, task="regression", **settings)


@pytest.mark.parametrize("loss", ["mse", "mae", "huber"])
def test_a_fresh_net_is_not_far_from_the_mean(loss):
    found = [initial(made(loss=loss, seed=seed)) for seed in range(5)]
    assert {result.verdict for result, _ in found} == {"pass"}
    result, y = found[-1]
    errors = np.abs(y - y.mean(axis=0))
    chance = {"mse": (errors**2).mean(), "mae": errors.mean(),
              "huber": np.where(errors <= 1, errors**2 / 2, errors - 0.5).mean()}[loss]  # fmt: skip
    assert result.expected.startswith(f"about {chance:.3g} (")


def test_targets_far_from_nought_are_to_be_standardised():
    data = plain()
    raw = replace(
        data, train=replace(data.train, targets=data.in_units(data.train.targets).astype(np.float32))
    )
    result, _ = initial(made(raw, standardize_targets=False))
    assert result.verdict == "fail"
    assert "Leave standardize_targets on" in result.advice


def test_large_inputs_make_large_outputs():
    large = dataset(300 * inputs(), np.random.default_rng(0).normal(size=400))
    result, _ = initial(made(large))
    assert result.verdict == "fail"
    assert "standardize_targets" not in result.advice


def test_a_loss_with_the_wrong_sign_is_too_low():
    result, _ = initial(replace(made(), objective=ascending))
    assert result.verdict == "fail"
    assert "wrong sign" in result.advice
