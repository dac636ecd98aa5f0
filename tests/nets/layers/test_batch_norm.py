"""Batch normalisation by hand; several steps of it are held against Keras in the oracles."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets.layers.batch_norm import EPSILON, BatchNorm
from trainlab.nets.mode import Mode

SHAPES = pytest.mark.parametrize("shape", [(3,), (4, 5, 3)], ids=["rows", "planes"])
MOMENTUM = 0.75
HYPER = {"norm_momentum": jnp.float32(MOMENTUM)}


def example(shape, batch=6):
    draw = np.random.default_rng(0)
    size = (batch, 3) if len(shape) == 1 else (3, *shape[:2], batch)
    x = draw.normal(2, 3, size=size).astype(np.float32)
    variables = {name: draw.normal(size=3).astype(np.float32) for name in ("gamma", "beta")}
    statistics = {
        "moving_mean": np.array([0, 1, 2], np.float32),
        "moving_variance": np.array([1, 4, 9], np.float32),
    }
    return jnp.asarray(x), variables, statistics


def by_hand(x, mean, variance, variables):
    turned = np.asarray(x, np.float64)
    turned = turned if x.ndim == 2 else turned.transpose(1, 2, 3, 0)
    y = (turned - mean) / np.sqrt(variance + EPSILON) * variables["gamma"] + variables["beta"]
    return y if x.ndim == 2 else y.transpose(3, 0, 1, 2)


def moments(x):
    x, axes = np.asarray(x, np.float64), 0 if x.ndim == 2 else (1, 2, 3)
    return x.mean(axes), x.var(axes)


def test_description():
    layer = BatchNorm("batchnorm1", (4, 5, 3), "relu")
    assert layer.input_shape == layer.output_shape == (4, 5, 3)
    assert layer.variables == {"gamma": (3,), "beta": (3,)}
    assert layer.statistics == {"moving_mean": (3,), "moving_variance": (3,)}
    assert layer.multiply_adds == 60
    assert not layer.depends_on(frozenset())
    assert BatchNorm("batchnorm1", (3,), "leaky_relu").depends_on(frozenset())


@SHAPES
def test_training_takes_the_moments_of_the_batch_and_moves_the_averages(shape):
    x, variables, statistics = example(shape)
    mode = Mode(training=True, hyper=HYPER)
    y, after = BatchNorm("batchnorm1", shape, "identity").apply(variables, statistics, x, mode, 0)
    mean, variance = moments(x)
    np.testing.assert_allclose(y, by_hand(x, mean, variance, variables), rtol=1e-4, atol=1e-5)
    moved = MOMENTUM * statistics["moving_mean"] + (1 - MOMENTUM) * mean
    np.testing.assert_allclose(after["moving_mean"], moved, rtol=1e-5)
    moved = MOMENTUM * statistics["moving_variance"] + (1 - MOMENTUM) * variance
    np.testing.assert_allclose(after["moving_variance"], moved, rtol=1e-5)


@SHAPES
def test_use_takes_the_averages_and_keeps_them(shape):
    x, variables, statistics = example(shape)
    y, after = BatchNorm("batchnorm1", shape, "relu").apply(variables, statistics, x, Mode(), 0)
    expected = by_hand(x, statistics["moving_mean"], statistics["moving_variance"], variables)
    np.testing.assert_allclose(y, np.maximum(expected, 0), rtol=1e-5, atol=1e-5)
    assert after is statistics


@SHAPES
def test_examples_that_are_not_real_count_for_nothing(shape):
    layer = BatchNorm("batchnorm1", shape, "tanh")
    x, variables, statistics = example(shape, batch=8)
    real = jnp.arange(8) < 5
    own = x[:5] if x.ndim == 2 else x[..., :5]
    alone = Mode(training=True, hyper=HYPER)
    padded = Mode(training=True, hyper=HYPER, real=real)
    weights = jnp.where(real, jnp.arange(1.0, 9.0), 0)

    def loss(variables, x, mode, weights):
        y, after = layer.apply(variables, statistics, x, mode, 0)
        weighted = (y.T if y.ndim == 2 else y) * weights
        return weighted.sum(), after

    gradient = jax.value_and_grad(loss, argnums=(0, 1), has_aux=True)
    (one, kept), (slopes, slope) = gradient(variables, own, alone, weights[:5])
    (two, kept_padded), (slopes_padded, slope_padded) = gradient(variables, x, padded, weights)
    np.testing.assert_allclose(one, two, rtol=1e-5)
    for name in kept:
        np.testing.assert_allclose(kept_padded[name], kept[name], rtol=1e-5)
    for name in slopes:
        np.testing.assert_allclose(slopes_padded[name], slopes[name], rtol=1e-4, atol=1e-4)
    by_example = slope_padded if x.ndim == 2 else jnp.moveaxis(slope_padded, -1, 0)
    own_slope = slope if x.ndim == 2 else jnp.moveaxis(slope, -1, 0)
    np.testing.assert_allclose(by_example[:5], own_slope, rtol=1e-3, atol=1e-4)
    assert (np.asarray(by_example[5:]) == 0).all()


def test_the_gradient_is_the_slope():
    layer = BatchNorm("batchnorm1", (3,), "tanh")
    x, variables, statistics = example((3,))
    upstream = np.random.default_rng(1).normal(size=x.shape).astype(np.float32)
    mode = Mode(training=True, hyper=HYPER)

    def loss(x):
        return (layer.apply(variables, statistics, x, mode, 0)[0] * upstream).sum()

    slope = jax.grad(loss)(x)
    for place in ((0, 0), (3, 1), (5, 2)):
        way = np.zeros(x.shape, np.float32)
        way[place] = 1e-2
        finite = (loss(x + way) - loss(x - way)) / 2e-2
        np.testing.assert_allclose(slope[place], finite, rtol=5e-3, atol=2e-4)
