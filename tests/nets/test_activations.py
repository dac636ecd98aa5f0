"""The activations, at the places where they are easily wrong."""

from __future__ import annotations

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.activations import ACTIVATIONS
from trainlab.activations.rectifiers import relu
from trainlab.activations.smooth import identity
from trainlab.nets.activations import activate, has_own_number, own_numbers

X = np.array([-3.0, -0.5, 0.0, 0.5, 3.0], np.float32)
HYPER = {"leaky_slope": 0.3, "elu_alpha": 1.7}

SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805  # Klambauer et al. 2017

FORMULAS = {
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x: x if x > 0 else 0.3 * x,
    "elu": lambda x: x if x > 0 else 1.7 * (math.exp(x) - 1),
    "selu": lambda x: SELU_SCALE * (x if x > 0 else SELU_ALPHA * (math.exp(x) - 1)),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
    "silu": lambda x: x / (1 + math.exp(-x)),
    "tanh": lambda x: (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "softplus": lambda x: math.log(1 + math.exp(x)),
    "identity": lambda x: x,
}

# What is approached far below zero and far above.
LIMITS = {
    "relu": (0.0, 1e30),
    "leaky_relu": (-0.3e30, 1e30),
    "elu": (-1.7, 1e30),
    "selu": (-SELU_SCALE * SELU_ALPHA, SELU_SCALE * 1e30),
    "gelu": (0.0, 1e30),
    "silu": (0.0, 1e30),
    "tanh": (-1.0, 1.0),
    "sigmoid": (0.0, 1.0),
    "softplus": (0.0, 1e30),
    "identity": (-1e30, 1e30),
}


WITH_NUMBERS = [(name, one.settings[0].name) for name, one in ACTIVATIONS.items() if one.settings]


def test_every_activation_has_a_formula():
    assert set(FORMULAS) == set(LIMITS) == set(ACTIVATIONS)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_values(name):
    expected = [FORMULAS[name](float(x)) for x in X]
    np.testing.assert_allclose(activate(name, jnp.asarray(X), HYPER), expected, rtol=2e-6, atol=1e-7)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes(name):
    places = [-40.0, -3.0, -0.5, 0.5, 3.0, 40.0]
    slopes = jax.vmap(jax.grad(lambda x: activate(name, x, HYPER)))(jnp.array(places, jnp.float32))
    differences = [(FORMULAS[name](x + 1e-5) - FORMULAS[name](x - 1e-5)) / 2e-5 for x in places]
    np.testing.assert_allclose(slopes, differences, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_far_out_values_and_slopes_are_the_limits(name):
    ends = jnp.array([-1e30, 1e30])
    np.testing.assert_allclose(activate(name, ends, HYPER), LIMITS[name], rtol=1e-6, atol=1e-30)
    slopes = jax.vmap(jax.grad(lambda x: activate(name, x, HYPER)))(ends)
    flat = {
        "tanh": (0, 0),
        "sigmoid": (0, 0),
        "leaky_relu": (0.3, 1),
        "identity": (1, 1),
        "selu": (0, SELU_SCALE),
    }
    np.testing.assert_allclose(slopes, flat.get(name, (0, 1)), rtol=1e-6)


@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid", "softplus", "leaky_relu", "elu", "identity"])
@pytest.mark.parametrize("end", [-np.inf, np.inf])
def test_infinity_is_the_limit(name, end):
    limit = LIMITS[name][int(end > 0)]
    expected = limit if abs(limit) < 2 else end
    assert activate(name, jnp.array([end]), HYPER)[0] == np.float32(expected)


def test_relu_has_no_slope_at_zero():
    slopes = jax.vmap(jax.grad(lambda x: relu(x)))(jnp.array([-1.0, -0.0, 0.0, 1e-30, 2.0]))
    assert slopes.tolist() == [0, 0, 0, 1, 1]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_no_activation_hides_a_broken_number(name):
    assert np.isnan(activate(name, jnp.array([np.nan]), HYPER))


def test_identity_is_its_argument():
    x = jnp.asarray(X)
    assert identity(x) is x
    assert activate("identity", x, {}) is x


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_bounds_are_the_limits_where_both_are_finite(name):
    low, high = LIMITS[name]
    assert ACTIVATIONS[name].bounds == ((low, high) if max(abs(low), abs(high)) < 2 else None)


@pytest.mark.parametrize("name", [name for name, one in ACTIVATIONS.items() if one.numpy])
def test_the_same_in_numpy(name):
    function = ACTIVATIONS[name].numpy
    assert function is not None
    np.testing.assert_allclose(function(X), activate(name, jnp.asarray(X), {}), rtol=2e-6, atol=1e-7)


def test_only_those_with_a_number_of_their_own_read_a_setting():
    assert WITH_NUMBERS == [("leaky_relu", "leaky_slope"), ("elu", "elu_alpha")]
    assert own_numbers() == ("leaky_slope", "elu_alpha")
    assert [name for name in ACTIVATIONS if has_own_number(name)] == ["leaky_relu", "elu"]
    for name, number in WITH_NUMBERS:
        with pytest.raises(KeyError, match=number):
            activate(name, jnp.asarray(X), {})


@pytest.mark.parametrize(("name", "setting"), WITH_NUMBERS)
def test_a_number_may_differ_between_trials(name, setting):
    numbers = jnp.array([0.0, 0.1, 2.0])
    outputs = jax.vmap(lambda number: activate(name, jnp.array([-1.0, 2.0]), {setting: number}))(numbers)
    below = numbers * (-1.0 if name == "leaky_relu" else math.exp(-1) - 1)
    np.testing.assert_allclose(outputs, np.stack([below, np.full(3, 2.0)], axis=1), rtol=1e-6)
