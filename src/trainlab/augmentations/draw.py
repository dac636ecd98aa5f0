"""Random numbers: for each augmentation its own, whatever else is switched on."""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

from trainlab.augmentations.augmentation import Augmentation

COUNT = 16
"""How many random numbers are drawn for each example, for those augmentations that have a place there."""

FOR_NUMBERS = 0
"""The random stream of these numbers; those of augmentations have other numbers."""

NAMED = 1000
"""Where the streams begin that are those of names."""


def draw_numbers(
    key: Array, asked: Iterable[Augmentation], batch: int
) -> dict[str, Float[Array, "numbers batch"]]:
    """Numbers from 0 to 1 for each example, by the name of the augmentation they belong to.

    All that have a place are drawn, whatever is switched on: one generator compiles sooner than one for each
    augmentation, and there are few numbers beside the pixels.
    """
    mine = [one for one in asked if one.numbers]
    found = {}
    if any(one.first is not None for one in mine):
        drawn = jax.random.uniform(jax.random.fold_in(key, FOR_NUMBERS), (COUNT, batch))
        found = {
            one.name: drawn[one.first : one.first + one.numbers] for one in mine if one.first is not None
        }
    for one in mine:
        if one.first is None:
            found[one.name] = jax.random.uniform(
                jax.random.fold_in(stream(key, one), 0), (one.numbers, batch)
            )
    return found


def stream(key: Array, one: Augmentation) -> Array:
    """The key of an augmentation's own random stream."""
    number = NAMED + zlib.crc32(one.name.encode()) // 2 if one.stream is None else one.stream
    return jax.random.fold_in(key, number)


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
