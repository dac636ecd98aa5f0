"""Adadelta: steps in the parameters' own units."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainlab.optimizers import shared
from trainlab.optimizers.complement import complement
from trainlab.optimizers.leafwise import PyTree, leafwise
from trainlab.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    import jax
    import optax


class AdadeltaState(NamedTuple):
    """The running means of squared gradients and of squared steps (before the learning rate)."""

    square: PyTree
    step_square: PyTree


def adadelta(learning_rate: jax.Array, rho: jax.Array, epsilon: jax.Array) -> optax.GradientTransformation:
    r"""Scale the gradient by the root mean square of past steps over that of past gradients.

    .. math::
        v_t &= \rho v_{t-1} + (1 - \rho) g_t^2 \\
        \delta_t &= -\frac{\sqrt{x_{t-1} + \epsilon}}{\sqrt{v_t + \epsilon}} g_t \\
        x_t &= \rho x_{t-1} + (1 - \rho) \delta_t^2 \\
        \Delta_t &= \eta \delta_t

    The paper has :math:`\eta = 1`; Keras's default of 0.001 learns very slowly. ``optax.adadelta`` has the
    same formula (its defaults are those of the paper) but subtracts :math:`1 - \rho` from a rounded
    :math:`\rho` (see :mod:`trainlab.optimizers.complement`).

    Args:
        learning_rate: :math:`\eta`.
        rho: :math:`\rho`, decay of both means.
        epsilon: :math:`\epsilon`; it also sets the size of the first steps.

    References:
        Zeiler, "ADADELTA: An Adaptive Learning Rate Method", 2012, https://arxiv.org/abs/1212.5701
    """
    import jax
    import jax.numpy as jnp
    import optax

    def init(params: PyTree) -> AdadeltaState:
        return AdadeltaState(*(jax.tree.map(jnp.zeros_like, params) for _ in range(2)))

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, AdadeltaState]:
        del params
        new_share = complement(rho)

        def rule(g: jax.Array, v: jax.Array, x: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
            v = rho * v + new_share * (g * g)
            delta = -(jax.lax.sqrt(x + epsilon) * g) / jax.lax.sqrt(v + epsilon)
            x = rho * x + new_share * (delta * delta)
            return learning_rate * delta, v, x

        updates, square, step_square = leafwise(rule, updates, state.square, state.step_square)
        return updates, AdadeltaState(square, step_square)

    return optax.GradientTransformation(init, update)


ADADELTA = Optimizer(
    name="adadelta",
    make=adadelta,
    settings=(shared.learning_rate(0.001), shared.rho(0.95), shared.epsilon(1e-7)),
    # Six decades around the rates it is used at: from Keras's default, 0.001, to 1 (Zeiler 2012).
    rates=(1e-3, 1e3),
)
