"""The comparison that ends a trial, as programs make it."""

from __future__ import annotations

from collections.abc import Callable

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

_OPERATORS: dict[str, Callable[[Array, Array], Array]] = {
    "<": jnp.less, "<=": jnp.less_equal, ">": jnp.greater, ">=": jnp.greater_equal,
}  # fmt: skip


def holds(operator: str, value: Float[Array, ""], threshold: Float[Array, ""]) -> Bool[Array, ""]:
    """Whether the comparison holds; it never does for NaN."""
    return _OPERATORS[operator](value, threshold)
