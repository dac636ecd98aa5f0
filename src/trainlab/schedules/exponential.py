"""Exponential decay: the rate falls tenfold every ``decay_steps`` steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.schedules import shared
from trainlab.schedules.schedule import Schedule
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax


def exponential(t: jax.Array, learning_rate: jax.Array, decay_steps: jax.Array, staircase: bool) -> jax.Array:
    r"""The rate, divided by ten every ``decay_steps``.

    .. math::
        \eta(t) = \eta_0 \, 10^{-t / r} \quad\text{or, as a staircase,}\quad
        \eta_0 \, 10^{-\lfloor t / r \rfloor}

    Keras's ``ExponentialDecay`` with ``decay_rate=0.1``.

    Args:
        t: updates since the schedule started.
        learning_rate: :math:`\eta_0`.
        decay_steps: :math:`r`.
        staircase: fall at every multiple of :math:`r` at once.

    References:
        Senior et al., "An Empirical Study of Learning Rates in Deep Neural Networks for Speech Recognition",
        2013, https://research.google/pubs/pub40808/ (compares it with power and performance scheduling).
    """
    import jax
    import jax.numpy as jnp

    falls = jax.lax.div(t, decay_steps).astype(jnp.float32) if staircase else t / decay_steps
    return learning_rate * jnp.power(10.0, -falls)


STAIRCASE = Setting(
    name="staircase", owner="recipe", kind="static", type="flag", default=False,
    meaning="Lower the rate every decay_steps at once instead of a little at every step.",
)  # fmt: skip

EXPONENTIAL = Schedule(
    name="exponential",
    rate_at=exponential,
    settings=(shared.decay_steps(), STAIRCASE),
    auto_parts=1,
)
