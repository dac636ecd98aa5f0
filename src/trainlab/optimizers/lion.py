"""Lion: steps of one size, along the sign of the momentum."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.optimizers import shared
from trainlab.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    import jax
    import optax


def lion(learning_rate: jax.Array, beta_1: jax.Array, beta_2: jax.Array) -> optax.GradientTransformation:
    r"""Step by the learning rate along the sign of a blend of gradient and momentum.

    .. math::
        \Delta_t &= -\eta \, \mathrm{sign}(\beta_1 m_{t-1} + (1 - \beta_1) g_t) \\
        m_t &= \beta_2 m_{t-1} + (1 - \beta_2) g_t

    The formula and rounding of Keras and of optax, from whose blocks this is built.

    Args:
        learning_rate: :math:`\eta`, the length of every step in every coordinate.
        beta_1: :math:`\beta_1`, share of the momentum in the step.
        beta_2: :math:`\beta_2`, decay of the momentum.

    References:
        Chen et al., "Symbolic Discovery of Optimization Algorithms", 2023, https://arxiv.org/abs/2302.06675
    """
    import optax

    return optax.chain(optax.scale_by_lion(beta_1, beta_2), optax.scale(-learning_rate))


LION = Optimizer(
    name="lion",
    make=lion,
    settings=(shared.learning_rate(0.001), shared.beta_1(0.9), shared.beta_2(0.99)),
    # Six decades around the rates it is used at: 3 to 10 times less than adam's (Chen et al. 2023).
    rates=(1e-6, 1e0),
)
