"""Random numbers: for each mechanism its own, whatever else is switched on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

NUMBERS = {
    "shift": 0, "rotate": 1, "zoom": 2, "flip": 3, "crop": 4, "brightness": 5, "contrast": 6,
    "saturation": 7, "hue": 8, "erase": 9,
}  # fmt: skip
"""Random streams of the mechanisms that draw some numbers for each example. A stream never changes its owner:
studies could not be repeated."""

FIELDS = {"elastic": 32, "erase": 33, "input_noise": 34}
"""Random streams of the mechanisms that draw numbers for each pixel."""

MOST = 5
"""Numbers an example needs at most (erase: whether, how large, which shape, where)."""


def draw_numbers(key: Array, names: Iterable[str], batch: int) -> dict[str, Float[Array, "numbers batch"]]:
    """For each mechanism ``MOST`` numbers an example, uniform from 0 to 1.

    All are drawn by one operation: compiling one generator for each mechanism took seconds.
    """
    keys = _keys(key, {name: NUMBERS[name] for name in NUMBERS if name in set(names)})
    if not keys:
        return {}
    drawn = jax.vmap(lambda each: jax.random.uniform(each, (MOST, batch)))(jnp.stack([*keys.values()]))
    return dict(zip(keys, drawn, strict=True))


def field_keys(key: Array, names: Iterable[str]) -> dict[str, Array]:
    """For each mechanism that draws numbers for each pixel the key it draws them by."""
    return _keys(key, {name: FIELDS[name] for name in FIELDS if name in set(names)})


def _keys(key: Array, streams: Mapping[str, int]) -> dict[str, Array]:
    if not streams:
        return {}
    folded = jax.vmap(jax.random.fold_in, (None, 0))(key, jnp.array([*streams.values()], jnp.uint32))
    return dict(zip(streams, folded, strict=True))


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
