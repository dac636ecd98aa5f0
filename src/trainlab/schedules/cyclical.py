"""Cyclical rates: up and down in straight lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.schedules import shared
from trainlab.schedules.schedule import Schedule
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax


def cyclical(
    t: jax.Array,
    learning_rate: jax.Array,
    decay_steps: jax.Array,
    peak_factor: jax.Array,
    cycle_shape: str,
) -> jax.Array:
    r"""From the learning rate up to its peak and back, again and again.

    .. math::
        c = \left\lfloor 1 + \frac{t}{2r} \right\rfloor, \qquad
        x = \left| \frac{t}{r} - 2c + 1 \right|, \qquad
        \eta(t) = \eta_0 + (p - 1) \, \eta_0 \, (1 - x) \, 2^{-(c - 1)}

    where the last factor, which halves the height of every cycle, belongs to ``triangular2`` alone. Momentum
    is not cycled.

    Args:
        t: updates since the schedule started.
        learning_rate: :math:`\eta_0`, the lowest rate.
        decay_steps: :math:`r`, steps of half a cycle.
        peak_factor: :math:`p`, the highest rate in learning rates.
        cycle_shape: ``triangular`` or ``triangular2``.

    References:
        Smith, "Cyclical Learning Rates for Training Neural Networks", 2017,
        https://arxiv.org/abs/1506.01186.
    """
    import jax
    import jax.numpy as jnp

    half = jax.lax.div(t, decay_steps)
    passed = (t - half * decay_steps) / decay_steps
    height = jnp.where(half % 2 == 0, passed, 1 - passed)
    if cycle_shape == "triangular2":
        height = height * jnp.exp2(-(half // 2).astype(jnp.float32))
    return learning_rate + (peak_factor - 1) * learning_rate * height


CYCLE_SHAPE = Setting(
    name="cycle_shape", owner="recipe", kind="static", type="choice", default="triangular",
    choices=("triangular", "triangular2"),
    meaning="Whether cycles keep their height (triangular) or halve it every time (triangular2).",
)  # fmt: skip

CYCLICAL = Schedule(
    name="cyclical",
    rate_at=cyclical,
    settings=(shared.decay_steps(), shared.peak_factor(6.0), CYCLE_SHAPE),
    auto_parts=10,
)
