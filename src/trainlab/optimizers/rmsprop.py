"""RMSprop: steps divided by the recent size of the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainlab.optimizers import shared
from trainlab.optimizers.complement import complement
from trainlab.optimizers.leafwise import PyTree, leafwise
from trainlab.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    import jax
    import optax


class RmspropState(NamedTuple):
    """The running mean of squared gradients."""

    square: PyTree


def rmsprop(
    learning_rate: jax.Array, rho: jax.Array, epsilon: jax.Array, momentum: jax.Array | None = None
) -> optax.GradientTransformation:
    r"""Divide the gradient by the root of the running mean of its square.

    .. math::
        v_t &= \rho v_{t-1} + (1 - \rho) g_t^2 \\
        m_t &= \mu m_{t-1} - \eta \frac{g_t}{\sqrt{v_t + \epsilon}} \\
        \Delta_t &= m_t

    As in Keras, :math:`\epsilon` is inside the root, :math:`v` is not corrected for its start at zero, and
    the momentum is over steps, not over gradients. ``optax.rmsprop`` has the same formula (its default
    epsilon is 1e-8, Keras's 1e-7) but subtracts :math:`1 - \rho` from a rounded :math:`\rho`
    (see :mod:`trainlab.optimizers.complement`).

    Args:
        learning_rate: :math:`\eta`.
        rho: :math:`\rho`, decay of the mean of squares.
        epsilon: :math:`\epsilon`.
        momentum: :math:`\mu`; None leaves it out.

    References:
        Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012,
        https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf
    """
    import jax
    import jax.numpy as jnp
    import optax

    def init(params: PyTree) -> RmspropState:
        return RmspropState(jax.tree.map(jnp.zeros_like, params))

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, RmspropState]:
        del params
        new_share = complement(rho)

        def rule(g: jax.Array, v: jax.Array) -> tuple[jax.Array, jax.Array]:
            v = rho * v + new_share * (g * g)
            return -learning_rate * g / jax.lax.sqrt(v + epsilon), v

        updates, square = leafwise(rule, updates, state.square)
        return updates, RmspropState(square)

    scaled = optax.GradientTransformation(init, update)
    if momentum is None:
        return scaled
    return optax.chain(scaled, optax.trace(momentum))


RMSPROP = Optimizer(
    name="rmsprop",
    make=rmsprop,
    settings=(shared.learning_rate(0.001), shared.momentum(0.0), shared.rho(0.9), shared.epsilon(1e-7)),
)
