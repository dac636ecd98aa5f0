"""Power decay: the rate falls fast at first, then ever more slowly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.schedules import shared
from trainlab.schedules.schedule import Schedule
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax


def power(
    t: jax.Array,
    learning_rate: jax.Array,
    decay_steps: jax.Array,
    decay_power: jax.Array,
) -> jax.Array:
    r"""The rate over a power of the time.

    .. math:: \eta(t) = \eta_0 \left(1 + \frac{t}{r}\right)^{-c}

    With :math:`c = 1` it has halved after :math:`r` steps, is a third after :math:`2r`, and so on; this is
    Keras's ``InverseTimeDecay`` with ``decay_rate=1``.

    Args:
        t: updates since the schedule started.
        learning_rate: :math:`\eta_0`.
        decay_steps: :math:`r`.
        decay_power: :math:`c`.

    References:
        Senior et al., "An Empirical Study of Learning Rates in Deep Neural Networks for Speech Recognition",
        2013, https://research.google/pubs/pub40808/.
    """
    return learning_rate * (1 + t / decay_steps) ** -decay_power


DECAY_POWER = Setting(
    name="decay_power", owner="recipe", kind="traced", type="number", default=1.0, low=0.0, scale="linear",
    meaning="Exponent c of learning_rate * (1 + t / decay_steps)^-c.",
)  # fmt: skip

POWER = Schedule(
    name="power",
    rate_at=power,
    settings=(shared.decay_steps(), DECAY_POWER),
    auto_parts=10,
)
