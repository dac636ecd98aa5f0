"""LAMB: Adam, with steps as long as the variable they change is large."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainlab.optimizers import shared
from trainlab.optimizers.complement import complement
from trainlab.optimizers.leafwise import PyTree, leafwise
from trainlab.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    import jax
    import optax


class LambState(NamedTuple):
    """Steps made, and the running means of gradients and of their squares."""

    count: jax.Array  # pyright: ignore[reportIncompatibleMethodOverride]
    mean: PyTree
    square: PyTree


def lamb(
    learning_rate: jax.Array, beta_1: jax.Array, beta_2: jax.Array, epsilon: jax.Array
) -> optax.GradientTransformation:
    r"""Scale the step of each variable by the variable's own length.

    .. math::
        m_t &= m_{t-1} + (1 - \beta_1)(g_t - m_{t-1}) \\
        v_t &= v_{t-1} + (1 - \beta_2)(g_t^2 - v_{t-1}) \\
        r_t &= \frac{m_t / (1 - \beta_1^t)}{\sqrt{v_t / (1 - \beta_2^t)} + \epsilon} \\
        \Delta_t &= -\eta \frac{\lVert p \rVert}{\lVert r_t \rVert} r_t

    The lengths are over all numbers of a variable (a kernel, a bias); where one of them is zero, their ratio
    is 1. The formula of Keras, and of the paper with :math:`\phi` the identity; there weight decay is part
    of :math:`r_t`, here (as in Keras) it is decoupled.

    Args:
        learning_rate: :math:`\eta`, about the share of its length by which a variable moves.
        beta_1: :math:`\beta_1`, decay of the mean.
        beta_2: :math:`\beta_2`, decay of the mean of squares.
        epsilon: :math:`\epsilon`.

    References:
        You et al., "Large Batch Optimization for Deep Learning", 2020, https://arxiv.org/abs/1904.00962
    """
    import jax
    import jax.numpy as jnp
    import optax

    def init(params: PyTree) -> LambState:
        zeros = [jax.tree.map(jnp.zeros_like, params) for _ in range(2)]
        return LambState(jnp.zeros((), jnp.int32), *zeros)

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, LambState]:
        count = state.count + 1
        t = count.astype(jnp.float32)
        of_mean, of_square = 1.0 - jax.lax.pow(beta_1, t), 1.0 - jax.lax.pow(beta_2, t)
        new_mean, new_square = complement(beta_1), complement(beta_2)

        def rule(g: jax.Array, p: jax.Array, m: jax.Array, v: jax.Array) -> tuple[jax.Array, ...]:
            m = m + (g - m) * new_mean
            v = v + (g * g - v) * new_square
            step = (m / of_mean) / (jax.lax.sqrt(v / of_square) + epsilon)
            weights, length = jnp.sqrt(jnp.sum(p * p)), jnp.sqrt(jnp.sum(step * step))
            both = (weights > 0) & (length > 0)
            ratio = jnp.where(both, weights / jnp.where(both, length, 1.0), 1.0)
            return -learning_rate * ratio * step, m, v

        updates, mean, square = leafwise(rule, updates, params, state.mean, state.square)
        return updates, LambState(count, mean, square)

    return optax.GradientTransformation(init, update)


LAMB = Optimizer(
    name="lamb",
    make=lamb,
    settings=(shared.learning_rate(0.001), shared.beta_1(0.9), shared.beta_2(0.999), shared.epsilon(1e-7)),
    by_variable=True,
)
