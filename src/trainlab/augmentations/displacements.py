"""Random fields of displacements, smooth from pixel to pixel."""

from __future__ import annotations

import math

import jax.numpy as jnp
from jaxtyping import Array, Float

from trainlab.augmentations.draw import coarse_uniform

SHARPEST = 1e-3
"""A blur of fewer pixels than this does nothing, and dividing by 0 would give NaN."""


def displacements(
    pixels: Float[Array, ""], smoothness: Float[Array, ""], shape: tuple[int, int, int], key: Array
) -> tuple[Float[Array, "batch height width"], Float[Array, "batch height width"]]:
    r"""Random fields of displacements (Simard, Steinkraus and Platt 2003).

    As in "Best Practices for Convolutional Neural Networks Applied to Visual Document Analysis", uniform
    noise :math:`u`, a number for each pixel and direction, is blurred by a Gaussian and scaled:
    :math:`d = \sqrt{3/2} \; e \; A_H \, u \, A_W^T`. There each field is scaled to a length; here the
    rows of :math:`A_{ij} \propto \exp(-(i - j)^2 / 2 s^2)` have length 1, so that a displacement has the
    same expected square :math:`e^2` at every pixel, up to the edges.

    Args:
        pixels: e, the root of the expected squared length of a displacement.
        smoothness: s, deviation of the blur in pixels.
        shape: of the fields: batch, height, width.
        key: of the noise.

    Returns:
        Pixels down, and pixels to the right.
    """
    batch, height, width = shape
    noise = 2 * coarse_uniform(key, (2 * batch, height, width)) - 1
    # One matrix for each field, so that the product comes out in the order of the fields.
    vertical = jnp.broadcast_to(blur_matrix(height, smoothness), (2 * batch, height, height))
    fields = vertical @ (noise @ blur_matrix(width, smoothness).T)
    fields = math.sqrt(3 / 2) * pixels * fields.reshape(2, batch, height, width)
    return fields[0], fields[1]


def blur_matrix(side: int, smoothness: Float[Array, ""]) -> Float[Array, "side side"]:
    """A Gaussian blur along an axis, as a matrix whose rows have length 1: it keeps a noise's variance."""
    places = jnp.arange(side, dtype=jnp.float32) / jnp.maximum(smoothness, SHARPEST)
    weights = jnp.exp(-0.5 * (places[:, None] - places) ** 2)
    return weights / jnp.linalg.norm(weights, axis=1, keepdims=True)
