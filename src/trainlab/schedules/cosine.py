"""Cosine decay: the rate falls along half a cosine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.schedules import shared
from trainlab.schedules.schedule import Schedule

if TYPE_CHECKING:
    import jax


def half_cosine(fraction: jax.Array) -> jax.Array:
    """From 1 down to 0 as the fraction goes from 0 to 1, flat at both ends."""
    import jax.numpy as jnp

    return 0.5 * (1 + jnp.cos(jnp.pi * fraction))


def cosine(
    t: jax.Array,
    learning_rate: jax.Array,
    decay_steps: jax.Array,
    final_rate: jax.Array,
) -> jax.Array:
    r"""One descent along half a cosine; afterwards the rate stays where it ended.

    .. math::
        \eta(t) = \eta_0 \left[ (1 - \alpha) \tfrac12
        \left(1 + \cos \frac{\pi \min(t, T)}{T}\right) + \alpha \right]

    Keras's ``CosineDecay``.

    Args:
        t: updates since the schedule started.
        learning_rate: :math:`\eta_0`.
        decay_steps: :math:`T`.
        final_rate: :math:`\alpha`, the share of :math:`\eta_0` that is left at the end.

    References:
        Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017,
        https://arxiv.org/abs/1608.03983.
    """
    import jax.numpy as jnp

    height = half_cosine(jnp.minimum(t, decay_steps) / decay_steps)
    return learning_rate * ((1 - final_rate) * height + final_rate)


COSINE = Schedule(
    name="cosine",
    rate_at=cosine,
    settings=(shared.decay_steps(), shared.final_rate(0.0)),
    auto_parts=1,
)
