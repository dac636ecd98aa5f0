"""The random key that everything random in a program is drawn from."""

from __future__ import annotations

import jax
from jaxtyping import Array

GENERATOR = "threefry2x32"
"""The generator, named here so that no environment chooses another."""


def random_key(seed: int | Array) -> Array:
    """The key of a seed.

    >>> jax.random.key_impl(random_key(0)) == GENERATOR
    True
    """
    return jax.random.key(seed, impl=GENERATOR)
