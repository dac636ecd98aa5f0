"""One cycle: the rate rises to its peak, then falls far below where it started."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.schedules import shared
from trainlab.schedules.cosine import half_cosine
from trainlab.schedules.schedule import Schedule
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax


def one_cycle(
    t: jax.Array,
    learning_rate: jax.Array,
    decay_steps: jax.Array,
    start_factor: jax.Array,
    end_factor: jax.Array,
    rise: jax.Array,
) -> jax.Array:
    r"""Half a cosine up, half a cosine down.

    With the peak at :math:`p = \rho T - 1`,

    .. math::
        \eta(t) = \begin{cases}
            a \, \eta_0 + (1 - a) \, \eta_0 \, \tfrac12 (1 - \cos \pi \frac{t}{p}) & t < p \\
            b \, \eta_0 + (1 - b) \, \eta_0 \, \tfrac12 (1 + \cos \pi \frac{t - p}{T - 1 - p}) & p \le t < T
        \end{cases}

    and :math:`\eta(t) = b \, \eta_0` from :math:`t = T - 1` on. This is PyTorch's ``OneCycleLR`` in two
    phases (the default, after fastai), with ``start_factor`` for 1 / ``div_factor`` and ``end_factor`` for
    1 / (``div_factor`` ``final_div_factor``). Where the rise is shorter than a step, it starts on the way
    down. Momentum, which PyTorch cycles against the rate, is not cycled.

    Args:
        t: updates since the schedule started.
        learning_rate: :math:`\eta_0`, the highest rate.
        decay_steps: :math:`T`, steps of the cycle.
        start_factor: :math:`a`, the first rate in learning rates.
        end_factor: :math:`b`, the last rate in learning rates.
        rise: :math:`\rho`, share of the cycle in which the rate rises.

    References:
        Smith and Topin, "Super-Convergence: Very Fast Training of Neural Networks Using Large Learning
        Rates", 2018, https://arxiv.org/abs/1708.07120.
        https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.OneCycleLR.html
    """
    import jax.numpy as jnp

    peak = rise * decay_steps - 1
    rising = t < peak
    # The divisor is kept away from 0 where the branch is not taken.
    to_climb = 1 - t / jnp.where(rising, peak, 1)
    fallen = (t - peak) / (decay_steps * (1 - rise))
    height = half_cosine(jnp.where(rising, to_climb, jnp.minimum(fallen, 1)))
    lowest = learning_rate * jnp.where(rising, start_factor, end_factor)
    return lowest + (learning_rate - lowest) * height


START_FACTOR = Setting(
    name="start_factor", owner="recipe", kind="traced", type="number", default=0.04, low=0.0, high=1.0,
    scale="log", meaning="First rate of one_cycle, as a multiple of learning_rate.",
)  # fmt: skip
END_FACTOR = Setting(
    name="end_factor", owner="recipe", kind="traced", type="number", default=4e-6, low=0.0, high=1.0,
    scale="log", meaning="Last rate of one_cycle, as a multiple of learning_rate.",
)  # fmt: skip
RISE = Setting(
    name="rise", owner="recipe", kind="traced", type="number", default=0.3, low=0.0, high=1.0,
    open_low=True, open_high=True, scale="linear", meaning="Fraction of one_cycle in which the rate rises.",
)  # fmt: skip

ONE_CYCLE = Schedule(
    name="one_cycle",
    rate_at=one_cycle,
    settings=(shared.decay_steps(), START_FACTOR, END_FACTOR, RISE),
    auto_parts=1,
)
