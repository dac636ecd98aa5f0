"""Keeping XLA from computing what is read several times once for every reader.

XLA's CPU compiler fuses a cheap computation into each of its readers, and repeats it there. In chains of
small products that repeats whole layers. ``jax.lax.optimization_barrier`` does not help: the compiler drops
it before it fuses (jaxlib 0.10). A division it never repeats: here one by a number that is 1, but that is not
known to be while compiling. ``tests/nets/test_barrier.py`` notices when a new jaxlib treats either of them
differently.
"""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
from jaxtyping import Array, Int

Stored = Callable[[Array], Array]
"""Gives back what it is given, bit for bit, so that it is computed once."""


def stored_by(number: Int[Array, ""]) -> Stored:
    """What stores arrays.

    Args:
        number: any whole number from 0 on that the compiler does not know.
    """
    one = jnp.where(number < 0, 2.0, 1.0)
    return lambda array: array / one
