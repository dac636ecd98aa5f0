"""Adagrad: steps divided by all gradients so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.optimizers import shared
from trainlab.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    import jax
    import optax


def adagrad(
    learning_rate: jax.Array, initial_accumulator: jax.Array, epsilon: jax.Array
) -> optax.GradientTransformation:
    r"""Divide the gradient by the root of the sum of its squares so far.

    .. math::
        a_0 &= \text{initial accumulator}, \qquad a_t = a_{t-1} + g_t^2 \\
        \Delta_t &= -\eta \frac{g_t}{\sqrt{a_t + \epsilon}}

    The formula of Keras and of optax, from whose blocks this is built. Where :math:`a_t` is still zero, which
    takes an initial accumulator of zero and gradients of zero, optax makes no step and so avoids Keras's
    0/0 at :math:`\epsilon = 0`.

    Args:
        learning_rate: :math:`\eta`.
        initial_accumulator: :math:`a_0`.
        epsilon: :math:`\epsilon`.

    References:
        Duchi et al., "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization", 2011,
        https://jmlr.org/papers/v12/duchi11a.html
    """
    import optax

    return optax.chain(optax.scale_by_rss(initial_accumulator, epsilon), optax.scale(-learning_rate))


ADAGRAD = Optimizer(
    name="adagrad",
    make=adagrad,
    settings=(shared.learning_rate(0.001), shared.epsilon(1e-7), shared.initial_accumulator(0.1)),
    rates=(1e-4, 1e2),
)
