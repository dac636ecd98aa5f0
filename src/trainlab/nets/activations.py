"""Activation functions by name."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

Activation = Callable[[Float[Array, "..."]], Float[Array, "..."]]


def identity(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return x itself: a layer without an activation."""
    return x


def relu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """max(x, 0), with gradient 0 at 0 (Nair and Hinton 2010)."""
    # Asked this way round, NaN stays NaN: a net whose weights broke must not look calm.
    return jnp.where(x <= 0, 0, x)


ACTIVATION_FUNCTIONS: dict[str, Activation] = {
    "relu": relu,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "identity": identity,
}
"""The functions behind the choices of the setting ``activation``."""
