"""Changes to the colours of images, each by one random number an image."""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from trainlab.train.augment.draw import within

Images = Float[Array, "batch height width channels"]
Numbers = Float[Array, " batch"]

YIQ = np.array([[0.299, 0.587, 0.114], [0.5959, -0.2746, -0.3213], [0.2115, -0.5227, 0.3112]], np.float32)
"""From red, green, blue to luma (ITU-R BT.601) and the two axes of colour of NTSC television."""

RGB = np.linalg.inv(YIQ)


def recolour(
    images: Images,
    originals: Images,
    numbers: Mapping[str, Float[Array, "_ batch"]],
    hyper: Mapping[str, Array],
) -> Images:
    """Change contrast, brightness, saturation and hue, in this order.

    Args:
        images: the images.
        originals: the images before any change, whose means ``contrast`` keeps to. The mean of ``images``
            is almost the same, but to take it XLA warps them twice.
        numbers: numbers between 0 and 1 for each mechanism that is switched on, by the name of its setting.
        hyper: the magnitudes.
    """

    def drawn(name: str) -> Numbers:
        return within(hyper[name], numbers[name][0])

    if "contrast" in numbers:
        mean = originals.mean(axis=(1, 2, 3), keepdims=True)
        images = mean + _each(1 + drawn("contrast")) * (images - mean)
    if "brightness" in numbers:
        images = images + _each(drawn("brightness"))
    if "saturation" in numbers:
        images = saturate(images, 1 + drawn("saturation"))
    if "hue" in numbers:
        images = turn_hue(images, drawn("hue"))
    return images


def saturate(images: Images, factor: Numbers) -> Images:
    """Distances from the grey of the same luma times a factor: at 0 no colour is left."""
    grey = jnp.matmul(images, YIQ[0], precision="highest")[..., None]
    return grey + _each(factor) * (images - grey)


def turn_hue(images: Images, degrees: Numbers) -> Images:
    """Colours turned about the axis of greys in YIQ, which keeps the luma of every pixel."""
    cos, sin = jnp.cos(jnp.deg2rad(degrees)), jnp.sin(jnp.deg2rad(degrees))
    one, zero = jnp.ones_like(cos), jnp.zeros_like(cos)
    turn = jnp.stack([one, zero, zero, zero, cos, -sin, zero, sin, cos], axis=-1).reshape(-1, 3, 3)
    turn = jnp.einsum("ab,nbc,cd->nad", RGB, turn, YIQ, precision="highest")
    return jnp.einsum("nhwc,ndc->nhwd", images, turn, precision="highest")


def _each(numbers: Numbers) -> Array:
    """One number an image, as numbers that meet its pixels."""
    return numbers[:, None, None, None]
