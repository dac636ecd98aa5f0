"""The maximum of a sliding window, and a gradient that costs little where windows lie side by side."""

from __future__ import annotations

from functools import partial, reduce
from operator import add

import numpy as np
from jaxtyping import Float, Int

from trainlab.nets.late import Array, jax, jnp
from trainlab.nets.layers.window import Window


@partial(jax.custom_vjp, nondiff_argnums=(1,))
def largest_of_windows(
    planes: Float[Array, "channels height width batch"], window: Window
) -> Float[Array, "channels rows columns batch"]:
    """The largest pixel in the window, at each of its places; the first of equal ones gets the gradient."""
    return _largest_forward(planes, window)[0]


def _largest_forward(
    planes: Float[Array, "channels height width batch"], window: Window
) -> tuple[Float[Array, "channels rows columns batch"], Int[Array, "channels rows columns batch"]]:
    padded = window.padded(planes, -jnp.inf)
    largest = window.seen(padded, (0, 0))
    place = jnp.zeros(largest.shape, jnp.int32)
    for number, offset in enumerate(window.offsets[1:], start=1):
        pixel = window.seen(padded, offset)
        place = jnp.where(pixel > largest, number, place)
        largest = jnp.maximum(largest, pixel)
    return largest, place


def _largest_backward(window: Window, place: Array, by_largest: Array) -> tuple[Array]:
    if window.side_by_side:
        numbers = np.arange(len(window.offsets)).reshape(window.size[0], 1, window.size[1], 1)
        chosen = place[:, :, None, :, None] == numbers
        padded = window.tiled(jnp.where(chosen, by_largest[:, :, None, :, None], 0))
    else:
        padded = reduce(add, (
            window.put_back(jnp.where(place == number, by_largest, 0), offset)
            for number, offset in enumerate(window.offsets)
        ))  # fmt: skip
    return (window.cropped(padded),)


largest_of_windows.defvjp(_largest_forward, _largest_backward)
