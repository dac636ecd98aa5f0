"""Gaussian noise on the inputs."""

from __future__ import annotations

import jax
from jaxtyping import Array, Float


def add_noise(
    rows: Float[Array, "batch features"], deviation: Float[Array, ""], key: Array
) -> Float[Array, "batch features"]:
    """Every number plus one from a normal distribution around 0 (Bishop 1995: much like a penalty)."""
    return rows + deviation * jax.random.normal(key, rows.shape)
