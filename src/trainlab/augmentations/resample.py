"""An image read at points between its pixels."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

Points = tuple[Float[Array, "#batch #height #width"], Float[Array, "#batch #height #width"]]
"""Where each pixel of a result looks: pixels down, and to the right, from the image's centre."""


def pixel_grid(height: int, width: int) -> Float[np.ndarray, "3 pixels"]:
    """1, and the point (down, right), of every pixel."""
    down, right = np.mgrid[:height, :width].reshape(2, -1)
    return np.array([np.ones(height * width), down - (height - 1) / 2, right - (width - 1) / 2], np.float32)


def resample(
    images: Float[Array, "batch height width channels"], points: Points
) -> Float[Array, "batch height width channels"]:
    """Each image at its points, bilinearly between the four pixels around.

    A point outside the image gets the nearest pixel of its edge, as in SciPy's ``mode="nearest"``: whatever
    the background is, black or bright or standardised, it continues, where zeros would show as a frame.
    """
    batch, height, width, channels = images.shape
    top, below = _split(points[0].reshape(batch, -1), height)
    left, beyond = _split(points[1].reshape(batch, -1), width)
    corner, below, beyond = top * width + left, below[..., None], beyond[..., None]
    flat = images.reshape(batch, height * width, channels)

    def pixel(down: int, right: int) -> Float[Array, "batch pixels channels"]:
        # All places are inside (of a point that is not a number XLA makes pixel 0), and saying so spares the
        # program its own checks. Gathers are the fast way: products with matrices of weights took six times
        # as long.
        places = corner + (down * width + right)
        return jax.vmap(lambda image, place: image.at[place].get(mode="promise_in_bounds"))(flat, places)

    down, right = min(1, height - 1), min(1, width - 1)
    upper = (1 - beyond) * pixel(0, 0) + beyond * pixel(0, right)
    lower = (1 - beyond) * pixel(down, 0) + beyond * pixel(down, right)
    return ((1 - below) * upper + below * lower).reshape(images.shape)


def _split(point: Float[Array, "..."], side: int) -> tuple[Array, Array]:
    """The pixel before a coordinate, and how far it is on the way to the next one, 0 to 1."""
    place = jnp.clip(point + (side - 1) / 2, 0, side - 1)
    before = jnp.minimum(jnp.floor(place), max(0, side - 2))
    return before.astype(jnp.int32), place - before
