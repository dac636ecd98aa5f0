"""Losses of the distance from a numeric target, with the arithmetic of Keras 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.losses.loss import Loss
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax


def squared(error: jax.Array) -> jax.Array:
    """The square."""
    return error**2


MSE = Loss(name="mse", tasks=("classification", "regression"), of_error=squared)


def absolute(error: jax.Array) -> jax.Array:
    """The distance; its slope at 0 is 0, where that of JAX's absolute value is 1."""
    import jax.numpy as jnp

    return jnp.where(error == 0, 0, jnp.abs(error))


MAE = Loss(name="mae", tasks=("regression",), of_error=absolute)


def huber(error: jax.Array, huber_delta: jax.Array) -> jax.Array:
    r"""Half the square up to a distance d, beyond it a line of the same slope (Huber 1964).

    .. math:: \tfrac12 e^2 \text{ where } |e| \le d, \text{ else } d |e| - \tfrac12 d^2
    """
    import jax.numpy as jnp

    distance = jnp.abs(error)
    return jnp.where(distance <= huber_delta, 0.5 * error**2, huber_delta * distance - 0.5 * huber_delta**2)


HUBER = Loss(
    name="huber",
    tasks=("regression",),
    of_error=huber,
    settings=(
        Setting(
            name="huber_delta", owner="recipe", kind="traced", type="number", default=1.0, low=0.0,
            open_low=True, scale="log",
            meaning="Distance from the target up to which loss=huber is a square; in standard deviations of "
            "the target, where targets are standardised.",
        ),
    ),
)  # fmt: skip
