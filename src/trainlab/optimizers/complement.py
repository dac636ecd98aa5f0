"""What a decay rate leaves over, as exactly as Keras has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jax

_DECIMALS = 1e7


def complement(rate: jax.Array) -> jax.Array:
    """1 - rate, as the number a person meant: 0.001 for 0.999.

    Keras subtracts in double precision and rounds the result to float32. A traced rate has been rounded
    before: float32(0.999) leaves 0.00099998713 over, 1.3e-5 off. Rates near 1 are 6e-8 apart in float32, so
    seven decimals are all they hold; rounding to these gives back what is left over by every rate written
    with seven decimals or fewer, and moves others by no more than their own spacing.

    Args:
        rate: a float32 scalar in [0, 1].

    Example:
        >>> import jax.numpy as jnp
        >>> float(jnp.float32(1) - jnp.float32(0.999)), float(complement(jnp.float32(0.999)))
        (0.0009999871253967285, 0.0010000000474974513)
    """
    import jax

    return jax.lax.round((1.0 - rate) * _DECIMALS) / _DECIMALS
