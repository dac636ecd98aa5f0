"""The gradient of the program against finite differences."""

from __future__ import annotations

from dataclasses import replace

import jax
import jax.numpy as jnp
import pytest
from planted import behind, steeper, subject

from trainlab.checks.gradient import check_gradient
from trainlab.train.step import objective


def test_a_dense_net_passes(healthy):
    result = check_gradient(healthy, *healthy.examples())
    assert result.verdict == "pass"
    assert result.value < 1e-6
    assert set(result.layers.rows) == {"hidden1", "hidden2", "output"}


def test_everything_at_once_passes(easy):
    held_back = subject(
        easy, "3-8-8-2", loss="mse", l1=0.01, l2=0.1, dropout=0.5, input_dropout=0.1, label_smoothing=0.2,
        class_weights="balanced",
    )  # fmt: skip
    assert check_gradient(held_back, *held_back.examples()).verdict == "pass"


def test_a_convolutional_net_passes(convolutional):
    assert check_gradient(convolutional, *convolutional.examples()).verdict == "pass"


def test_64_bits_stay_inside(healthy):
    check_gradient(healthy, *healthy.examples())
    assert jnp.ones(1).dtype == jnp.float32
    assert not jax.config.read("jax_enable_x64")


def test_a_slope_that_is_a_tenth_too_steep(healthy):
    result = check_gradient(behind(healthy, "hidden1", steeper), *healthy.examples())
    assert result.verdict == "fail"
    assert "of hidden1 is not" in result.advice, "only the layer in front of it has a wrong gradient"
    rows = result.layers.rows
    assert rows["hidden1"][0] == pytest.approx(0.1 / 1.1, rel=0.01)
    assert rows["output"][0] < 1e-6


def detached(recipe, parameters, statistics, fixed, hyper, batch, key=None):
    return objective(recipe, jax.lax.stop_gradient(parameters), statistics, fixed, hyper, batch, key)


def test_a_loss_cut_off_from_the_weights(healthy):
    result = check_gradient(replace(healthy, objective=detached), *healthy.examples())
    assert result.verdict == "fail"
    assert result.value == pytest.approx(1)
