"""Bilinear resampling against SciPy's map_coordinates."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from trainlab.augmentations.resample import pixel_grid, resample

draw = np.random.default_rng(0)
resampled = jax.jit(resample)


def oracle(images, down, right):
    """Pixel by pixel and channel by channel, in float64."""
    out = np.empty(images.shape)
    height, width = images.shape[1:3]
    for number, image in enumerate(images.astype(np.float64)):
        places = [down[number] + (height - 1) / 2, right[number] + (width - 1) / 2]
        for channel in range(images.shape[3]):
            out[number, :, :, channel] = map_coordinates(
                image[:, :, channel], places, order=1, mode="nearest"
            )
    return out


@pytest.mark.parametrize("shape", [(3, 5, 7, 2), (2, 4, 4, 1), (2, 1, 6, 1), (2, 3, 1, 3), (2, 1, 1, 1)])
def test_any_points_inside_and_far_outside(shape):
    images = draw.normal(size=shape).astype(np.float32)
    down, right = (draw.normal(size=shape[:3]).astype(np.float32) * 4 for _ in range(2))
    got = resampled(jnp.asarray(images), (jnp.asarray(down), jnp.asarray(right)))
    np.testing.assert_allclose(got, oracle(images, down, right), atol=2e-6)


def test_at_the_pixels_themselves_nothing_changes_bitwise():
    images = jnp.asarray(draw.normal(size=(2, 4, 5, 3)), jnp.float32)
    ones, down, right = pixel_grid(4, 5).reshape(3, 1, 4, 5).repeat(2, axis=1)
    assert (ones == 1).all()
    np.testing.assert_array_equal(resampled(images, (jnp.asarray(down), jnp.asarray(right))), images)


def test_beyond_the_edges_the_edge_goes_on():
    images = jnp.full((1, 3, 3, 1), 7.0)
    far = jnp.full((1, 3, 3), 1e30)
    for down, right in [(far, -far), (-far, far), (far * jnp.inf, far)]:
        assert (resampled(images, (down, right)) == 7).all()


def test_points_that_are_no_numbers_give_no_numbers():
    broken = jnp.full((1, 2, 2), jnp.nan)
    assert jnp.isnan(resampled(jnp.ones((1, 2, 2, 1)), (broken, broken))).all()
