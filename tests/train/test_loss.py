"""Losses, their slopes and the accuracy against NumPy in float64, out to the ends of float32."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainlab.train.loss import correct, example_losses, predicted_class, probabilities

BATCH = 8
# Where float32 loses 1 + e^-z, where e^z overflows, where e^-z becomes 0, and far beyond.
EXTREMES = [0.0, -0.0, 1e-30, 16.7, -17.0, 88.7, -88.8, 104.0, -104.0, 1e4, -1e4, 1e38, -1e38]


def up_to(end):
    return st.floats(-end, end, width=32, allow_subnormal=False)


logit = st.one_of(up_to(2.0**126), up_to(20.0), st.sampled_from(EXTREMES))

losses_of = jax.jit(example_losses, static_argnums=2)


@partial(jax.jit, static_argnums=2)
def slopes_of(z, y, loss, weights):
    """Slopes of a weighted sum of the examples' losses by every logit."""
    return jax.grad(lambda z: (example_losses(z, y, loss) * weights).sum())(z)


smoothed_losses_of = jax.jit(lambda z, y, s, loss: example_losses(z, y, loss, s), static_argnums=3)


@partial(jax.jit, static_argnums=3)
def smoothed_slopes_of(z, y, s, loss, weights):
    return jax.grad(lambda z: (example_losses(z, y, loss, s) * weights).sum())(z)


def log_probabilities(z):
    """Log of every class's probability, float64: stable for any logit by taking the largest out first."""
    z = z.astype(np.float64)
    if z.shape[1] == 1:
        z = np.concatenate([np.zeros_like(z), z], axis=1)
    shifted = z - z.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def wanted(y, classes, smoothing):
    """The targets of every class, float64; a binary net has two."""
    return np.eye(classes)[y] * (1 - smoothing) + smoothing / classes


def expected_losses(z, y, loss, smoothing=0.0):
    logs = log_probabilities(z)
    t = wanted(y, logs.shape[1], smoothing)
    if loss == "cross_entropy":
        return -np.where(t > 0, t * logs, 0).sum(axis=1)
    # The mean over the two columns of a binary net is that of its one output.
    return ((np.exp(logs) - t) ** 2).mean(axis=1)


def expected_slopes(z, y, smoothing=0.0):
    """Of the cross-entropy: p - y."""
    p = np.exp(log_probabilities(z))
    slopes = p - wanted(y, p.shape[1], smoothing)
    return slopes[:, 1:] if z.shape[1] == 1 else slopes


@st.composite
def batches(draw, outputs):
    values = draw(st.lists(logit, min_size=BATCH * outputs, max_size=BATCH * outputs))
    classes = draw(st.lists(st.integers(0, max(2, outputs) - 1), min_size=BATCH, max_size=BATCH))
    return np.array(values, np.float32).reshape(BATCH, outputs), np.array(classes, np.int32)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
@pytest.mark.parametrize("outputs", [1, 2, 5])
@given(data=st.data())
@settings(max_examples=40)
def test_losses_of_any_finite_logits(outputs, loss, data):
    z, y = data.draw(batches(outputs))
    got = np.asarray(losses_of(z, y, loss))
    assert np.isfinite(got).all()
    assert (got >= 0).all()
    # Of a difference of logits no more is left than float32 keeps of the logits themselves.
    spacing = 1e-6 * np.abs(z).max(axis=1) if loss == "cross_entropy" and outputs > 1 else 0
    np.testing.assert_array_less(np.abs(got - expected_losses(z, y, loss)), 1e-6 + 2e-6 * got + spacing)


@pytest.mark.parametrize("outputs", [1, 2, 5])
@given(data=st.data())
@settings(max_examples=40)
def test_the_slope_of_a_cross_entropy_is_the_probability_less_the_target(outputs, data):
    z, y = data.draw(batches(outputs))
    weights = np.linspace(-2, 3, BATCH, dtype=np.float32)
    slopes = np.asarray(slopes_of(z, y, "cross_entropy", weights))
    np.testing.assert_allclose(slopes, weights[:, None] * expected_slopes(z, y), atol=1e-6)


@pytest.mark.parametrize("outputs", [1, 4])
@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_slopes_agree_with_finite_differences(outputs, loss):
    draw = np.random.default_rng(outputs)
    z = draw.normal(size=(BATCH, outputs)).astype(np.float32) * 2
    y = draw.integers(0, max(2, outputs), BATCH).astype(np.int32)
    slopes = slopes_of(z, y, loss, np.ones(BATCH, np.float32))
    for place in np.ndindex(z.shape):
        step = np.zeros(z.shape)
        step[place] = 1e-6
        above, below = (expected_losses(z.astype(float) + sign * step, y, loss).sum() for sign in (1, -1))
        assert slopes[place] == pytest.approx((above - below) / 2e-6, abs=1e-6)


smoothings = st.floats(2.0**-10, 1 - 2.0**-10, width=32)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
@pytest.mark.parametrize("outputs", [1, 2, 5])
@given(data=st.data(), smoothing=smoothings)
@settings(max_examples=40)
def test_smoothed_losses_of_any_finite_logits(outputs, loss, data, smoothing):
    z, y = data.draw(batches(outputs))
    got = np.asarray(smoothed_losses_of(z, y, np.float32(smoothing), loss))
    assert np.isfinite(got).all()
    expected = expected_losses(z, y, loss, smoothing)
    spacing = 1e-6 * np.abs(z).max(axis=1) if loss == "cross_entropy" else 0
    np.testing.assert_array_less(np.abs(got - expected), 1e-6 + 2e-6 * expected + spacing)


@pytest.mark.parametrize("outputs", [1, 2, 5])
@given(data=st.data(), smoothing=smoothings)
@settings(max_examples=40)
def test_the_slope_of_a_smoothed_cross_entropy_is_the_probability_less_the_smoothed_target(
    outputs, data, smoothing
):
    z, y = data.draw(batches(outputs))
    weights = np.linspace(-2, 3, BATCH, dtype=np.float32)
    slopes = np.asarray(smoothed_slopes_of(z, y, np.float32(smoothing), "cross_entropy", weights))
    np.testing.assert_allclose(slopes, weights[:, None] * expected_slopes(z, y, smoothing), atol=1e-6)


@pytest.mark.parametrize("outputs", [1, 4])
@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_slopes_of_smoothed_losses_agree_with_finite_differences(outputs, loss):
    draw = np.random.default_rng(outputs)
    z = draw.normal(size=(BATCH, outputs)).astype(np.float32) * 2
    y = draw.integers(0, max(2, outputs), BATCH).astype(np.int32)
    slopes = smoothed_slopes_of(z, y, np.float32(0.25), loss, np.ones(BATCH, np.float32))
    for place in np.ndindex(z.shape):
        step = np.zeros(z.shape)
        step[place] = 1e-6
        around = (z.astype(float) + sign * step for sign in (1, -1))
        above, below = (expected_losses(there, y, loss, 0.25).sum() for there in around)
        assert slopes[place] == pytest.approx((above - below) / 2e-6, abs=1e-6)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
@pytest.mark.parametrize("outputs", [1, 3])
def test_each_trial_has_its_own_smoothing(outputs, loss):
    z = np.random.default_rng(3).normal(size=(BATCH, outputs)).astype(np.float32)
    y = np.arange(BATCH, dtype=np.int32) % max(2, outputs)
    smoothings = jnp.array([0.1, 0.5])
    together = jax.vmap(lambda s: smoothed_losses_of(z, y, s, loss))(smoothings)
    for trial, smoothing in enumerate(smoothings):
        np.testing.assert_allclose(together[trial], expected_losses(z, y, loss, smoothing), rtol=1e-5)


@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
@pytest.mark.parametrize("outputs", [1, 3])
def test_without_smoothing_no_arithmetic_of_it_is_left(outputs, loss):
    z, y = np.zeros((BATCH, outputs), np.float32), jnp.zeros(BATCH, jnp.int32)

    def operations(*smoothing):
        program = jax.jit(jax.grad(lambda z, *s: example_losses(z, y, loss, *s).sum()))
        return program.lower(z, *smoothing).as_text().count("stablehlo.")

    assert operations() < operations(np.float32(0.1))


def test_confident_and_right_costs_what_is_left_of_doubt():
    # Small losses keep their digits: log1p(e^-20) is 2.06e-9, which 1 + e^-20 in float32 would round away.
    binary = losses_of(np.array([[20], [-20]], np.float32), np.array([1, 0], np.int32), "cross_entropy")
    np.testing.assert_allclose(binary, np.log1p(np.exp(-20.0)), rtol=1e-5)


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("target", [0, 1])
def test_a_broken_logit_never_passes_as_a_finite_cross_entropy(outputs, bad, target):
    z = np.zeros((1, outputs), np.float32)
    z[0, min(target, outputs - 1)] = bad
    assert not np.isfinite(losses_of(z, np.array([target], np.int32), "cross_entropy")).any()


@pytest.mark.parametrize("outputs", [1, 2, 5])
@given(data=st.data())
@settings(max_examples=30)
def test_probabilities_and_predictions(outputs, data):
    z, y = data.draw(batches(outputs))
    p = np.asarray(jax.jit(probabilities)(z))
    assert p.shape == (BATCH, max(2, outputs))
    np.testing.assert_allclose(p, np.exp(log_probabilities(z)), atol=1e-6)
    np.testing.assert_allclose(p.sum(axis=1), 1, atol=1e-6)
    expected = (z[:, 0] > 0).astype(int) if outputs == 1 else z.argmax(axis=1)
    assert jax.jit(predicted_class)(z).tolist() == expected.tolist()
    assert jax.jit(correct)(z, y).tolist() == (expected == y).tolist()
