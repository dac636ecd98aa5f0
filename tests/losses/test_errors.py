"""Losses of numbers are Keras's, and so are their slopes."""

from __future__ import annotations

# pyright: reportCallIssue=false
import jax
import jax.numpy as jnp
import keras
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.losses import LOSSES
from trainlab.train.loss import example_losses

KERAS = {
    "mse": lambda y, f, delta: keras.losses.mean_squared_error(y, f),
    "mae": lambda y, f, delta: keras.losses.mean_absolute_error(y, f),
    "huber": lambda y, f, delta: keras.losses.huber(y, f, delta),
}


def test_every_loss_of_numbers_is_looked_at():
    assert set(KERAS) == {name for name, loss in LOSSES.items() if "regression" in loss.tasks}


@pytest.mark.parametrize("loss", KERAS)
@given(seed=st.integers(0, 999), columns=st.integers(1, 3), delta=st.sampled_from([0.1, 1.0, 2.5]))
def test_losses_and_slopes_are_those_of_keras(loss, seed, columns, delta):
    draw = np.random.default_rng(seed)
    y, f = draw.normal(size=(2, 7, columns)).astype(np.float32) * 2
    f[0] = y[0]  # right at the kink
    y, f = jnp.asarray(y), jnp.asarray(f)
    hyper = {"huber_delta": jnp.float32(delta)}

    def own(f):
        return example_losses(f, y, loss, hyper=hyper)

    np.testing.assert_allclose(own(f), KERAS[loss](y, f, delta), rtol=1e-6)
    slopes = jax.grad(lambda f: own(f).sum())(f)
    expected = jax.grad(lambda f: jnp.sum(jnp.asarray(KERAS[loss](y, f, delta))))(f)
    # Right at the kink of the distance a slope is a matter of taste: Keras on JAX has -1 there.
    assert not slopes[0].any()
    np.testing.assert_allclose(slopes[1:], expected[1:], rtol=1e-6)
    # Outputs first, then the batch, then trials.
    lanes = example_losses(f.T[..., None], y.T[..., None], loss, axis=0, hyper=hyper)
    np.testing.assert_allclose(lanes[:, 0], own(f), rtol=1e-6)
