"""Random numbers: for each mechanism its own, whatever else is switched on."""

from __future__ import annotations

import math
from collections.abc import Iterable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

NUMBERS = {
    "shift": slice(0, 2), "rotate": slice(2, 3), "zoom": slice(3, 4), "flip": slice(4, 5),
    "crop": slice(5, 7), "brightness": slice(7, 8), "contrast": slice(8, 9), "saturation": slice(9, 10),
    "hue": slice(10, 11), "erase": slice(11, 16),
}  # fmt: skip
"""Which of an example's random numbers belong to which mechanism. A number never changes its owner: studies
could not be repeated."""

COUNT = 16
"""How many random numbers an example has."""

STREAMS = {"numbers": 0, "elastic": 1, "erase": 2, "input_noise": 3}
"""Random streams: of the numbers of examples, and of mechanisms that draw numbers for each pixel."""


def draw_numbers(key: Array, names: Iterable[str], batch: int) -> dict[str, Float[Array, "numbers batch"]]:
    """Numbers from 0 to 1 for each example, by the name of the mechanism they belong to.

    All are drawn, whatever is switched on: one generator compiles sooner than one for each mechanism, and
    there are few numbers beside the pixels.
    """
    mine = {name: places for name, places in NUMBERS.items() if name in set(names)}
    if not mine:
        return {}
    drawn = jax.random.uniform(stream(key, "numbers"), (COUNT, batch))
    return {name: drawn[places] for name, places in mine.items()}


def stream(key: Array, name: str) -> Array:
    """The key of one of the random streams."""
    return jax.random.fold_in(key, STREAMS[name])


def within(magnitude: Float[Array, ""], numbers: Float[Array, " batch"]) -> Float[Array, " batch"]:
    """Numbers between 0 and 1, stretched to between ``-magnitude`` and ``magnitude``."""
    return magnitude * (2 * numbers - 1)


def coarse_uniform(key: Array, shape: tuple[int, ...]) -> Float[Array, "..."]:
    """Numbers between 0 and 1 of 256 values, evenly spread, for noise that is blurred or only looked at.

    Four are made of each 32 random bits: the bits are what takes the time.
    """
    count = math.prod(shape)
    bits = jax.random.bits(key, (math.ceil(count / 4),), "uint32")
    octets = (bits >> jnp.array([[0], [8], [16], [24]], jnp.uint32)) & 255
    return (octets.reshape(-1)[:count].reshape(shape).astype(jnp.float32) + 0.5) / 256
