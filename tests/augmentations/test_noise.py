"""Gaussian noise on inputs."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.augmentations.input_noise import add_noise

noisy = jax.jit(lambda rows, deviation, key: add_noise(rows, key, deviation))
ROWS = jnp.asarray(np.random.default_rng(0).normal(size=(200, 50)), jnp.float32)


def test_noise_is_gaussian_with_the_deviation_asked_for():
    noise = np.ravel(noisy(ROWS, jnp.float32(0.3), jax.random.key(1)) - ROWS) / 0.3
    assert noise.mean() == pytest.approx(0, abs=0.04)
    assert noise.std() == pytest.approx(1, abs=0.03)
    for within, share in ((1, 0.6827), (2, 0.9545)):
        assert np.mean(abs(noise) < within) == pytest.approx(share, abs=0.02)
    assert abs(np.corrcoef(noise, np.ravel(ROWS))[0, 1]) < 0.04


def test_the_deviation_scales_the_same_noise():
    small, large = (noisy(ROWS, jnp.float32(size), jax.random.key(1)) - ROWS for size in (0.5, 5))
    np.testing.assert_allclose(10 * small, large, atol=1e-5)
