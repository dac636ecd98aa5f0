"""Gaussian noise on the inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.augmentations.augmentation import Augmentation, magnitude

if TYPE_CHECKING:
    import jax


def add_noise(rows: jax.Array, key: jax.Array, input_noise: jax.Array) -> jax.Array:
    """Every number plus one from a normal distribution around 0 (Bishop 1995: much like a penalty)."""
    import jax

    return rows + input_noise * jax.random.normal(key, rows.shape)


INPUT_NOISE = Augmentation(
    name="input_noise",
    settings=(magnitude("input_noise", "Standard deviation of Gaussian noise added to every input."),),
    rows=add_noise,
    stream=3,
)
