"""Adamax: Adam with the largest recent gradient in the place of the root of the mean square."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainlab.optimizers import shared
from trainlab.optimizers.complement import complement
from trainlab.optimizers.leafwise import PyTree, leafwise
from trainlab.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    import jax
    import optax


class AdamaxState(NamedTuple):
    """Steps made, the running mean of gradients and their decaying maximum."""

    count: jax.Array  # pyright: ignore[reportIncompatibleMethodOverride]
    mean: PyTree
    largest: PyTree


def adamax(
    learning_rate: jax.Array, beta_1: jax.Array, beta_2: jax.Array, epsilon: jax.Array
) -> optax.GradientTransformation:
    r"""Divide the mean of gradients by their exponentially weighted maximum.

    .. math::
        m_t &= m_{t-1} + (1 - \beta_1)(g_t - m_{t-1}) \\
        u_t &= \max(\beta_2 u_{t-1}, |g_t|) \\
        \Delta_t &= -\frac{\eta}{1 - \beta_1^t} \cdot \frac{m_t}{u_t + \epsilon}

    As in Keras, :math:`\epsilon` is added where the maximum is used. ``optax.adamax`` adds it to
    :math:`|g_t|` inside the maximum, where it stays in the state and decays with it.

    Args:
        learning_rate: :math:`\eta`.
        beta_1: :math:`\beta_1`, decay of the mean.
        beta_2: :math:`\beta_2`, decay of the maximum.
        epsilon: :math:`\epsilon`.

    References:
        Kingma and Ba, "Adam: A Method for Stochastic Optimization", section 7.1, 2015,
        https://arxiv.org/abs/1412.6980
    """
    import jax
    import jax.numpy as jnp
    import optax

    def init(params: PyTree) -> AdamaxState:
        zeros = [jax.tree.map(jnp.zeros_like, params) for _ in range(2)]
        return AdamaxState(jnp.zeros((), jnp.int32), *zeros)

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, AdamaxState]:
        del params
        count = state.count + 1
        scale = -learning_rate / (1.0 - jax.lax.pow(beta_1, count.astype(jnp.float32)))
        new_mean = complement(beta_1)

        def rule(g: jax.Array, m: jax.Array, u: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
            m = m + (g - m) * new_mean
            u = jax.lax.max(beta_2 * u, jax.lax.abs(g))
            return m * scale / (u + epsilon), m, u

        updates, mean, largest = leafwise(rule, updates, state.mean, state.largest)
        return updates, AdamaxState(count, mean, largest)

    return optax.GradientTransformation(init, update)


ADAMAX = Optimizer(
    name="adamax",
    make=adamax,
    settings=(shared.learning_rate(0.001), shared.beta_1(0.9), shared.beta_2(0.999), shared.epsilon(1e-7)),
)
