"""The gradient noise scale against its definition, example by example in a Python loop."""

from __future__ import annotations

import jax
import numpy as np
import pytest

from trainlab.probes.gradient_noise import noise_scale


def residual_loss(weights, x, y):
    """A small net by itself: tanh units and a squared error."""
    hidden = jax.numpy.tanh(x @ weights["kernel"] + weights["bias"])
    return ((hidden.sum(axis=1) - y) ** 2).mean()


@pytest.fixture
def problem():
    random = np.random.default_rng(3)
    weights = {
        "kernel": random.normal(size=(4, 3)).astype(np.float32),
        "bias": random.normal(size=3).astype(np.float32),
    }
    return weights, random.normal(size=(44, 4)).astype(np.float32), random.integers(0, 2, 44)


def gradient_by_hand(weights, x, y):
    """The gradient of the mean loss by backpropagation in 64 bits, as one vector."""
    kernel, bias, x = weights["kernel"].astype(float), weights["bias"].astype(float), x.astype(float)
    total = np.zeros(kernel.size + bias.size)
    for example, target in zip(x, y, strict=True):
        hidden = np.tanh(example @ kernel + bias)
        by_sum = 2 * (hidden.sum() - target) * (1 - hidden**2)
        total += np.concatenate([np.outer(example, by_sum).ravel(), by_sum])
    return total / len(x)


@pytest.mark.parametrize("group", [1, 2, 5])
def test_the_definition_by_brute_force(problem, group):
    weights, x, y = problem
    groups = len(x) // group
    gradients = [
        gradient_by_hand(weights, x[first : first + group], y[first : first + group])
        for first in range(0, groups * group, group)
    ]
    mean = sum(gradients) / groups
    covariance = sum(np.outer(one - mean, one - mean) for one in gradients) / (groups - 1)
    variance = group * np.trace(covariance)  # of one example: a group's mean has 1/group of it
    square = mean @ mean - variance / (groups * group)

    def gradient_of(x, y):
        return jax.grad(residual_loss)(weights, x, y)

    found = noise_scale(gradient_of, jax.numpy.asarray(x), jax.numpy.asarray(y), group)
    np.testing.assert_allclose(found.variance, variance, rtol=1e-4)
    np.testing.assert_allclose(found.square, square, rtol=1e-3, atol=1e-4 * variance)
    np.testing.assert_allclose(found.scale, variance / square if square > 0 else np.inf, rtol=1e-3)


def test_both_estimates_are_unbiased():
    # Gradients drawn with a known mean and covariance: the averages over many draws must hit them.
    random = np.random.default_rng(0)
    true, deviation, examples = np.array([0.3, -0.4]), np.array([2.0, 1.0]), 8
    drawn = (true + deviation * random.normal(size=(4000, examples, 2))).astype(np.float32)
    targets = jax.numpy.zeros(examples, int)
    found = jax.vmap(lambda x: noise_scale(lambda x, y: x.mean(axis=0), x, targets))(drawn)
    assert np.mean(found.variance) == pytest.approx(5.0, rel=0.02)
    assert np.mean(found.square) == pytest.approx(0.25, abs=float(4 * np.std(found.square) / np.sqrt(4000)))
    biased = np.square(drawn.mean(axis=1)).sum(axis=1).mean()
    assert biased > 0.8  # what the mean gradient's length alone would say


def test_gradients_lost_in_noise_have_no_finite_scale():
    x = jax.numpy.array([[1.0], [-1.0]])
    found = noise_scale(lambda x, y: x.mean(axis=0), x, jax.numpy.zeros(2, int))
    assert np.isinf(found.scale)
    assert found.square < 0
    sick = noise_scale(lambda x, y: x.mean(axis=0), x * jax.numpy.nan, jax.numpy.zeros(2, int))
    assert np.isnan(sick.scale)
