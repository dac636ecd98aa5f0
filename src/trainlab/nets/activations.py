"""Activation functions by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

Activation = Callable[..., Float[Array, "..."]]


def identity(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """Return x itself: a layer without an activation."""
    return x


def relu(x: Float[Array, "..."]) -> Float[Array, "..."]:
    """max(x, 0), with gradient 0 at 0 (Nair and Hinton 2010)."""
    # Asked this way round, NaN stays NaN: a net whose weights broke must not look calm.
    return jnp.where(x <= 0, 0, x)


def leaky_relu(x: Float[Array, "..."], slope: Array | float) -> Float[Array, "..."]:
    """X above zero, slope * x below (Maas et al. 2013)."""
    return jnp.where(x <= 0, slope * x, x)


def elu(x: Float[Array, "..."], alpha: Array | float) -> Float[Array, "..."]:
    """X above zero, alpha * (e^x - 1) below (Clevert et al. 2016)."""
    # The exponential is taken of negative numbers only: of large ones it is infinite, and its gradient NaN.
    return jnp.where(x <= 0, alpha * jnp.expm1(jnp.minimum(x, 0)), x)


ACTIVATION_FUNCTIONS: dict[str, Activation] = {
    "relu": relu,
    "leaky_relu": leaky_relu,
    "elu": elu,
    "selu": jax.nn.selu,
    "gelu": partial(jax.nn.gelu, approximate=False),
    "silu": jax.nn.silu,
    "tanh": jnp.tanh,
    "sigmoid": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "identity": identity,
}
"""The functions of the choices of the setting ``activation``."""

OWN_NUMBERS = {"leaky_relu": "leaky_slope", "elu": "elu_alpha"}
"""Activations with a number of their own -> the setting that gives it, as their second argument."""


def has_own_number(name: str) -> bool:
    """Whether an activation takes a traced setting, which may differ between trials."""
    return name in OWN_NUMBERS


def activate(name: str, x: Float[Array, "..."], hyper: Mapping[str, Any]) -> Float[Array, "..."]:
    """The activation of that name, with its number from the trial's settings if it has one."""
    numbers = (hyper[OWN_NUMBERS[name]],) if name in OWN_NUMBERS else ()
    return ACTIVATION_FUNCTIONS[name](x, *numbers)
