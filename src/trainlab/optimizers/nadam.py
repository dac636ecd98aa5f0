"""Nadam: Adam with Nesterov's look-ahead and a momentum that warms up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainlab.optimizers import shared
from trainlab.optimizers.leafwise import PyTree, leafwise
from trainlab.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    import jax
    import optax


_WARMTH = 0.96


class NadamState(NamedTuple):
    """Steps made, the product of the momentum schedule so far, and the running means as in Adam."""

    count: jax.Array  # pyright: ignore[reportIncompatibleMethodOverride]
    product: jax.Array
    mean: PyTree
    square: PyTree


def nadam(
    learning_rate: jax.Array, beta_1: jax.Array, beta_2: jax.Array, epsilon: jax.Array
) -> optax.GradientTransformation:
    r"""Adam, stepping from where the momentum is about to carry the parameters.

    .. math::
        u_t &= \beta_1 (1 - \tfrac12 \, 0.96^t), \qquad \Pi_t = \prod_{i \le t} u_i \\
        m_t &= m_{t-1} + (1 - \beta_1)(g_t - m_{t-1}) \\
        v_t &= v_{t-1} + (1 - \beta_2)(g_t^2 - v_{t-1}) \\
        \hat m_t &= \frac{u_{t+1} m_t}{1 - \Pi_{t+1}} + \frac{(1 - u_t) g_t}{1 - \Pi_t} \\
        \Delta_t &= -\eta \frac{\hat m_t}{\sqrt{v_t / (1 - \beta_2^t)} + \epsilon}

    As in Keras 3 the schedule's exponent is :math:`t`; Dozat and PyTorch have :math:`0.004 t`,
    which warms up 250 times more slowly. ``optax.nadam`` has no schedule: its :math:`u_t` is
    :math:`\beta_1`.

    Args:
        learning_rate: :math:`\eta`.
        beta_1: :math:`\beta_1`, decay of the mean and the end of the momentum schedule.
        beta_2: :math:`\beta_2`, decay of the mean of squares.
        epsilon: :math:`\epsilon`.

    References:
        Dozat, "Incorporating Nesterov Momentum into Adam", 2016, https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ
    """
    import jax
    import jax.numpy as jnp
    import optax

    def init(params: PyTree) -> NadamState:
        zeros = [jax.tree.map(jnp.zeros_like, params) for _ in range(2)]
        return NadamState(jnp.zeros((), jnp.int32), jnp.ones((), jnp.float32), *zeros)

    def momentum_at(t: jax.Array) -> jax.Array:
        return beta_1 * (1.0 - 0.5 * jax.lax.pow(jnp.float32(_WARMTH), t))

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, NadamState]:
        del params
        count = state.count + 1
        t = count.astype(jnp.float32)
        now, ahead = momentum_at(t), momentum_at(t + 1.0)
        product = state.product * now
        of_mean = -learning_rate * ahead / (1.0 - product * ahead)
        of_gradient = -learning_rate * (1.0 - now) / (1.0 - product)
        debias = 1.0 / (1.0 - jax.lax.pow(beta_2, t))
        # Keras's Nadam, unlike its Adam, subtracts in float32: no complement() here.
        new_mean, new_square = 1.0 - beta_1, 1.0 - beta_2

        def rule(g: jax.Array, m: jax.Array, v: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
            m = m + (g - m) * new_mean
            v = v + (g * g - v) * new_square
            return (m * of_mean + g * of_gradient) / (jax.lax.sqrt(v * debias) + epsilon), m, v

        updates, mean, square = leafwise(rule, updates, state.mean, state.square)
        return updates, NadamState(count, product, mean, square)

    return optax.GradientTransformation(init, update)


NADAM = Optimizer(
    name="nadam",
    make=nadam,
    settings=(shared.learning_rate(0.001), shared.beta_1(0.9), shared.beta_2(0.999), shared.epsilon(1e-7)),
)
