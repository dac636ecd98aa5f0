"""Elastic deformation: its blur, and that displacements are as long and as alike as was asked."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from trainlab.augmentations.displacements import blur_matrix, displacements
from trainlab.augmentations.draw import coarse_uniform

KEY = jax.random.key(3)

displaced = jax.jit(displacements, static_argnums=2)


@pytest.mark.parametrize("smoothness", [0.5, 2.0, 30.0])
def test_the_blur_is_a_gaussian_with_rows_of_length_1(smoothness):
    got = np.asarray(blur_matrix(9, jnp.float32(smoothness)))
    for row in range(9):
        weights = np.array([np.exp(-((row - column) ** 2) / (2 * smoothness**2)) for column in range(9)])
        np.testing.assert_allclose(got[row], weights / np.sqrt((weights**2).sum()), rtol=1e-5, atol=1e-30)


@pytest.mark.parametrize("smoothness", [1e-30, 1e-3, 0.05])
def test_a_sharp_blur_leaves_all_as_it_is(smoothness):
    np.testing.assert_array_equal(blur_matrix(4, jnp.float32(smoothness)), np.eye(4))


def test_an_endless_blur_moves_all_pixels_alike():
    down, right = displaced(jnp.float32(2), jnp.float32(1e6), (3, 5, 4), KEY)
    for field in (down, right):
        np.testing.assert_allclose(field, np.broadcast_to(field[:, :1, :1], field.shape), rtol=1e-4)
    assert not np.allclose(down[:, 0, 0], right[:, 0, 0])


def test_far_from_the_edges_it_is_scipys_gaussian_blur():
    noise = 2 * np.asarray(coarse_uniform(KEY, (2, 25, 25)), np.float64) - 1
    got = displaced(jnp.float32(1), jnp.float32(2), (1, 25, 25), KEY)
    for field, raw in zip(got, noise, strict=True):
        expected = gaussian_filter(raw, 2, mode="constant", truncate=8)[12, 12]
        # SciPy's weights have sum 1, ours squares of sum 1: in two dimensions 2 sqrt(pi) s between them.
        assert field[0, 12, 12] == pytest.approx(expected * 2 * np.sqrt(np.pi) * 2 * np.sqrt(3 / 2), rel=1e-3)


@pytest.mark.parametrize("smoothness", [0.1, 1.5, 4.0])
def test_displacements_are_as_long_as_asked_at_every_pixel(smoothness):
    down, right = displaced(jnp.float32(3), jnp.float32(smoothness), (4000, 5, 4), KEY)
    length = np.sqrt((np.square(down) + np.square(right)).mean(axis=0))
    np.testing.assert_allclose(length, 3, rtol=0.06)
    assert abs(np.mean(down)) < 0.15
    assert abs(np.corrcoef(np.ravel(down), np.ravel(right))[0, 1]) < 0.05


def test_neighbours_are_alike_as_the_blur_says():
    down, _ = displaced(jnp.float32(1), jnp.float32(1.5), (500, 20, 20), KEY)
    # Noise blurred by a Gaussian of deviation s is correlated as exp(-d^2 / 4 s^2).
    for apart in (1, 2, 4):
        middle, other = np.ravel(down[:, 10, 8]), np.ravel(down[:, 10, 8 + apart])
        assert np.corrcoef(middle, other)[0, 1] == pytest.approx(np.exp(-(apart**2) / 9), abs=0.1)
