"""RMSprop: steps divided by the recent size of the gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainlab.optimizers import shared
from trainlab.optimizers.complement import complement
from trainlab.optimizers.leafwise import PyTree, leafwise
from trainlab.optimizers.optimizer import Optimizer
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax
    import optax


class RmspropState(NamedTuple):
    """The running mean of squared gradients, and that of gradients where they are centred."""

    square: PyTree
    mean: PyTree = None


def rmsprop(
    learning_rate: jax.Array,
    rho: jax.Array,
    epsilon: jax.Array,
    momentum: jax.Array | None = None,
    centered: bool = False,
) -> optax.GradientTransformation:
    r"""Divide the gradient by the root of the running mean of its square.

    .. math::
        v_t &= \rho v_{t-1} + (1 - \rho) g_t^2 \\
        m_t &= \mu m_{t-1} - \eta \frac{g_t}{\sqrt{v_t + \epsilon}} \\
        \Delta_t &= m_t

    As in Keras, :math:`\epsilon` is inside the root, :math:`v` is not corrected for its start at zero, and
    the momentum is over steps, not over gradients. ``optax.rmsprop`` has the same formula (its default
    epsilon is 1e-8, Keras's 1e-7) but subtracts :math:`1 - \rho` from a rounded :math:`\rho`
    (see :mod:`trainlab.optimizers.complement`). Centred, :math:`v_t` is the variance of gradients, which is
    the mean of squares less the square of the running mean; where rounding makes that negative it is zero.

    Args:
        learning_rate: :math:`\eta`.
        rho: :math:`\rho`, decay of the mean of squares.
        epsilon: :math:`\epsilon`.
        momentum: :math:`\mu`; None leaves it out.
        centered: divide by the root of the variance, not of the mean of squares.

    References:
        Hinton, "Neural Networks for Machine Learning", lecture 6e, 2012,
        https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf
        Graves, "Generating Sequences With Recurrent Neural Networks", 2013, https://arxiv.org/abs/1308.0850
        (centred)
    """
    import jax
    import jax.numpy as jnp
    import optax

    def init(params: PyTree) -> RmspropState:
        square = jax.tree.map(jnp.zeros_like, params)
        return RmspropState(square, jax.tree.map(jnp.zeros_like, params) if centered else None)

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, RmspropState]:
        del params
        new_share = complement(rho)

        def rule(g: jax.Array, v: jax.Array) -> tuple[jax.Array, jax.Array]:
            v = rho * v + new_share * (g * g)
            return -learning_rate * g / jax.lax.sqrt(v + epsilon), v

        def centred(g: jax.Array, v: jax.Array, a: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
            v = rho * v + new_share * (g * g)
            a = rho * a + new_share * g
            return -learning_rate * g / jax.lax.sqrt(jax.lax.max(v - a * a, 0.0) + epsilon), v, a

        if centered:
            updates, *kept = leafwise(centred, updates, state.square, state.mean)
        else:
            updates, *kept = leafwise(rule, updates, state.square)
        return updates, RmspropState(*kept)

    scaled = optax.GradientTransformation(init, update)
    if momentum is None:
        return scaled
    return optax.chain(scaled, optax.trace(momentum))


CENTERED = Setting(
    name="centered", owner="recipe", kind="static", type="flag", default=False, neutral=False,
    meaning="Divide by the root of the gradients' variance, not of their mean square (Graves 2013).",
)  # fmt: skip

RMSPROP = Optimizer(
    name="rmsprop",
    make=rmsprop,
    settings=(
        shared.learning_rate(0.001),
        shared.momentum(0.0),
        shared.rho(0.9),
        shared.epsilon(1e-7),
        CENTERED,
    ),
)
