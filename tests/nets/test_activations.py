"""The activations, at the places where they are easily wrong."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets.activations import ACTIVATION_FUNCTIONS, identity, relu
from trainlab.settings import ACTIVATIONS

X = np.array([-3.0, -0.5, 0.0, 0.5, 3.0], np.float32)


def test_every_choice_of_the_setting_has_a_function():
    assert tuple(ACTIVATION_FUNCTIONS) == ACTIVATIONS


@pytest.mark.parametrize(
    ("name", "expected"),
    [("relu", np.maximum(X, 0)), ("tanh", np.tanh(X)), ("sigmoid", 1 / (1 + np.exp(-X))), ("identity", X)],
)
def test_values(name, expected):
    np.testing.assert_allclose(ACTIVATION_FUNCTIONS[name](jnp.asarray(X)), expected, rtol=1e-6)


def test_relu_has_no_slope_at_zero():
    slopes = jax.vmap(jax.grad(lambda x: relu(x)))(jnp.array([-1.0, -0.0, 0.0, 1e-30, 2.0]))
    assert slopes.tolist() == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_activation_hides_a_broken_number(name):
    assert np.isnan(ACTIVATION_FUNCTIONS[name](jnp.array([np.nan])))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("end", [-1e30, 1e30, -np.inf, np.inf])
def test_far_out_values_are_the_limits(name, end):
    limits = {"relu": max(end, 0), "tanh": np.sign(end), "sigmoid": float(end > 0), "identity": end}
    assert ACTIVATION_FUNCTIONS[name](jnp.array([end]))[0] == np.float32(limits[name])


def test_identity_is_its_argument():
    x = jnp.asarray(X)
    assert identity(x) is x
