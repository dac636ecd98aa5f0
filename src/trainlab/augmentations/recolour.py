"""Colours in YIQ: of more or less saturation, of another hue."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

Images = Float[Array, "batch height width channels"]
Numbers = Float[Array, " batch"]

YIQ = np.array([[0.299, 0.587, 0.114], [0.5959, -0.2746, -0.3213], [0.2115, -0.5227, 0.3112]], np.float32)
"""From red, green, blue to luma (ITU-R BT.601) and the two axes of colour of NTSC television."""

RGB = np.linalg.inv(YIQ)


def saturate(images: Images, factor: Numbers) -> Images:
    """Distances from the grey of the same luma times a factor: at 0 no colour is left."""
    grey = jnp.matmul(images, YIQ[0], precision="highest")[..., None]
    return grey + each(factor) * (images - grey)


def turn_hue(images: Images, degrees: Numbers) -> Images:
    """Colours turned about the axis of greys in YIQ, which keeps the luma of every pixel."""
    cos, sin = jnp.cos(jnp.deg2rad(degrees)), jnp.sin(jnp.deg2rad(degrees))
    one, zero = jnp.ones_like(cos), jnp.zeros_like(cos)
    turn = jnp.stack([one, zero, zero, zero, cos, -sin, zero, sin, cos], axis=-1).reshape(-1, 3, 3)
    turn = jnp.einsum("ab,nbc,cd->nad", RGB, turn, YIQ, precision="highest")
    return jnp.einsum("nhwc,ndc->nhwd", images, turn, precision="highest")


def each(numbers: Numbers) -> Array:
    """One number an image, as numbers that meet its pixels."""
    return numbers[:, None, None, None]
