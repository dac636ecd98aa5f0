"""Where formulas divide by zero, and what each optimizer promises beyond Keras's arithmetic."""

from __future__ import annotations

# pyright: reportGeneralTypeIssues=false
# np.float64 makes arrays of arrays.
import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from trainlab.optimizers import OPTIMIZERS
from trainlab.optimizers.muon import orthogonalised


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_gradients_that_are_zero_in_whole_rows_and_columns_leave_all_finite(name, recipe, train, params):
    gradients = {leaf: np.ones((30, *value.shape), np.float32) for leaf, value in params.items()}
    gradients["kernel"][:, 2] = 0
    gradients["kernel"][:, :, 1] = 0
    path = train(recipe(name), params, gradients)
    assert all(np.isfinite(leaf).all() for leaf in path.values())


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_learning_rate_of_zero_moves_nothing_and_breaks_nothing(name, recipe, train, params, gradients):
    rates = np.full(len(gradients["bias"]), OPTIMIZERS[name].rates[0] * 1e3, np.float32)
    rates[:3] = 0
    path = train(recipe(name), params, gradients, rates)
    for leaf, steps in path.items():
        if name not in ("sgd", "rmsprop"):  # what is carried along is zero at the start, too
            np.testing.assert_array_equal(steps[2], params[leaf])
        assert np.isfinite(steps).all()


def test_centred_gradients_that_never_change_leave_all_finite(recipe, train, params):
    gradients = {leaf: np.full((100, *value.shape), 977.7, np.float32) for leaf, value in params.items()}
    path = train(recipe("rmsprop", centered=True, epsilon=1e-7), params, gradients)
    assert all(np.isfinite(leaf).all() for leaf in path.values())


def test_weights_under_the_slope_of_ftrl_are_exactly_zero(recipe, train, params, gradients):
    path = train(recipe("ftrl", ftrl_l1=1e6, learning_rate=0.1), params, gradients)
    assert all((leaf[-1] == 0).all() for leaf in path.values())


@pytest.mark.parametrize("shape", [(8, 8), (3, 20), (20, 3), (1, 5), (5, 1), (1, 1)])
def test_muons_matrix_has_the_singular_vectors_and_values_near_one(shape):
    matrix = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    left, _, right = np.linalg.svd(matrix, full_matrices=False)
    found = left.T @ np.asarray(orthogonalised(jnp.asarray(matrix))) @ right.T
    values = np.diag(found)
    assert ((values > 0.65) & (values < 1.25)).all()
    np.testing.assert_allclose(found, np.diag(values), atol=1e-3)


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_schedule_free_adamw_is_that_of_optax(weight_decay, recipe, train, params, gradients, deviation):
    path = train(recipe("schedule_free_adamw", weight_decay=weight_decay), params, gradients)
    optimizer = optax.contrib.schedule_free_adamw(0.0025, weight_decay=weight_decay)
    # optax subtracts 1 - 0.999 of rounded numbers in another order: 1.2e-5.
    assert deviation(path, with_optax(optimizer, params, gradients)) < 2e-5


@pytest.mark.parametrize("weight_decay", [0.0, 0.1])
def test_the_steps_of_a_warm_up_count_less_in_the_mean(
    weight_decay, recipe, train, params, gradients, deviation
):
    """By the paper's algorithm: optax counts the steps of its two parts from 0 and from 1."""
    rates = np.minimum(0.1, np.arange(1, len(gradients["bias"]) + 1) / 200).astype(np.float32)
    path = train(recipe("schedule_free_adamw", weight_decay=weight_decay), params, gradients, rates)
    assert deviation(path, by_hand(params, gradients, rates, weight_decay)) < 2e-5


def with_optax(optimizer, params, gradients):
    def step(carry, gradient):
        params, state = carry
        updates, state = optimizer.update(gradient, state, params)
        params = optax.apply_updates(params, updates)
        return (params, state), params

    params = {name: jnp.asarray(leaf) for name, leaf in params.items()}
    path = jax.jit(lambda p: jax.lax.scan(step, (p, optimizer.init(p)), gradients)[1])(params)
    return {name: np.asarray(leaf) for name, leaf in path.items()}


def by_hand(params, gradients, rates, weight_decay):
    """The points of the gradients of the paper's algorithm, in float64."""
    path = {}
    for name, leaf in params.items():
        x = z = np.float64(leaf)
        y, v, total, points = x, 0.0, 0.0, []
        for t, (g, rate) in enumerate(zip(np.float64(gradients[name]), np.float64(rates), strict=True), 1):
            v = 0.999 * v + 0.001 * g**2
            z = z - rate * (g / (np.sqrt(v / (1 - 0.999**t)) + 1e-8) + weight_decay * y)
            weight = max(rates[:t]) ** 2
            total += weight
            x = x + weight / total * (z - x)
            y = 0.1 * z + 0.9 * x
            points.append(y)
        path[name] = np.stack(points)
    return path
