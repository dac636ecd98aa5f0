"""Power decay: the rate falls fast at first, then ever more slowly."""

from __future__ import annotations

from jaxtyping import Array, Float, Int


def power(
    t: Int[Array, ""],
    learning_rate: Float[Array, ""],
    decay_steps: Int[Array, ""],
    decay_power: Float[Array, ""],
) -> Float[Array, ""]:
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
