"""Cosine decay with warm restarts: descent after descent, each longer than the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.schedules import shared
from trainlab.schedules.cosine import half_cosine
from trainlab.schedules.schedule import Schedule
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax


_HARDLY_GROWS = 1 + 1e-5
"""Below this growth, treating descents as equal is more accurate than 32 bits."""

_SNAP = 0.01
"""Steps a restart may come early, so that a growth such as 1.1, which 32 bits round up, makes none late."""


def cosine_restarts(
    t: jax.Array,
    learning_rate: jax.Array,
    decay_steps: jax.Array,
    final_rate: jax.Array,
    restart_growth: jax.Array,
    restart_decay: jax.Array,
) -> jax.Array:
    r"""Descents along half a cosine, one after the other.

    Descent :math:`i = 0, 1, \ldots` starts at :math:`T_0 (g^i - 1) / (g - 1)` (:math:`i T_0` where
    :math:`g = 1`, to which 1.00001 and less is rounded) and lasts :math:`T_0 g^i` steps. With :math:`f` the
    fraction of it that is over,

    .. math:: \eta(t) = \eta_0 \left[ (1 - \alpha) \, m^i \tfrac12 (1 + \cos \pi f) + \alpha \right]

    Keras's ``CosineDecayRestarts``, except that a restart never comes a step late: Keras finds :math:`i` as
    the floor of a quotient of logarithms, which in 32 bits is sometimes just short of the whole number.

    Args:
        t: updates since the schedule started.
        learning_rate: :math:`\eta_0`.
        decay_steps: :math:`T_0`.
        final_rate: :math:`\alpha`, the share of :math:`\eta_0` every descent ends at.
        restart_growth: :math:`g`, at least 1.
        restart_decay: :math:`m`.

    References:
        Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017,
        https://arxiv.org/abs/1608.03983.
    """
    import jax.numpy as jnp

    hardly_grows = restart_growth < _HARDLY_GROWS
    # A growth that is kept away from 1, also where the branch is not taken.
    growing = _growing_descents(t, decay_steps, jnp.where(hardly_grows, 2, restart_growth))
    equal = _equal_descents(t, decay_steps)
    descent, fraction = (jnp.where(hardly_grows, *both) for both in zip(equal, growing, strict=True))
    height = restart_decay**descent * half_cosine(fraction)
    return learning_rate * ((1 - final_rate) * height + final_rate)


def _equal_descents(t: jax.Array, decay_steps: jax.Array) -> tuple[jax.Array, jax.Array]:
    """Number of the descent and fraction of it that is over, where all are equally long."""
    import jax
    import jax.numpy as jnp

    descent = jax.lax.div(t, decay_steps)
    return descent.astype(jnp.float32), (t - descent * decay_steps) / decay_steps


def _growing_descents(t: jax.Array, decay_steps: jax.Array, growth: jax.Array) -> tuple[jax.Array, jax.Array]:
    """The same where each descent is longer than the last."""
    import jax.numpy as jnp

    def start(descent: jax.Array) -> jax.Array:
        return decay_steps * ((growth**descent - 1) / (growth - 1))

    # Logarithms say between which restarts a step lies, but not on which side of the one it is closest to.
    closest = jnp.round(jnp.log1p(t / decay_steps * (growth - 1)) / jnp.log(growth))
    descent = jnp.where(t >= start(closest) - _SNAP, closest, closest - 1)
    fraction = (t - start(descent)) / (decay_steps * growth**descent)
    return descent, jnp.clip(fraction, 0, 1)


RESTART_GROWTH = Setting(
    name="restart_growth", owner="recipe", kind="traced", type="number", default=2.0, low=1.0,
    scale="linear", meaning="Factor from the length of one descent to the next.",
)  # fmt: skip
RESTART_DECAY = Setting(
    name="restart_decay", owner="recipe", kind="traced", type="number", default=1.0, low=0.0, high=1.0,
    scale="linear", meaning="Factor from the height of one restart to the next.",
)  # fmt: skip

COSINE_RESTARTS = Schedule(
    name="cosine_restarts",
    rate_at=cosine_restarts,
    settings=(shared.decay_steps(), shared.final_rate(0.0), RESTART_GROWTH, RESTART_DECAY),
    auto_parts=7,
)
