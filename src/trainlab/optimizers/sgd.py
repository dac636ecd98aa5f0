"""Stochastic gradient descent, plain, with momentum, and with Nesterov's look-ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.optimizers import shared
from trainlab.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    import jax
    import optax


def sgd(
    learning_rate: jax.Array, momentum: jax.Array | None = None, nesterov: bool = False
) -> optax.GradientTransformation:
    r"""Gradient descent, optionally with momentum.

    .. math::
        m_t &= \mu m_{t-1} - \eta g_t \\
        \Delta_t &= m_t \quad\text{or, with Nesterov,}\quad \mu m_t - \eta g_t

    Without momentum :math:`\Delta_t = -\eta g_t`, and nothing is kept between steps.

    The arithmetic is Keras's: the learning rate is inside the momentum, so that a change of it (a schedule)
    acts on new gradients only. ``optax.sgd`` keeps the momentum of bare gradients and multiplies by the
    learning rate last; the two agree while it is constant. Here optax's blocks are chained in Keras's order.

    Args:
        learning_rate: :math:`\eta`.
        momentum: :math:`\mu`; None leaves it out.
        nesterov: step from where the momentum is about to carry the parameters.

    References:
        Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.
        Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013,
        https://proceedings.mlr.press/v28/sutskever13.html (Nesterov's momentum in this form).
    """
    import optax

    descent = optax.scale(-learning_rate)
    if momentum is None:
        return descent
    return optax.chain(descent, optax.trace(momentum, nesterov))


SGD = Optimizer(
    name="sgd",
    make=sgd,
    settings=(shared.learning_rate(0.01), shared.momentum(0.0), shared.nesterov(False)),
    # Six decades around the rates it is used at: from Keras's default, 0.01, to 1.
    rates=(1e-4, 1e2),
)
