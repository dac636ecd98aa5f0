"""Schedule-free AdamW: steps of adam, and the mean of where they led."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainlab.optimizers import shared
from trainlab.optimizers.leafwise import PyTree, leafwise
from trainlab.optimizers.optimizer import Optimizer

if TYPE_CHECKING:
    import jax
    import optax


class ScheduleFreeState(NamedTuple):
    """Steps made, their weight in the mean, the largest rate; the weights that step; the mean of squares."""

    count: jax.Array  # pyright: ignore[reportIncompatibleMethodOverride]
    total: jax.Array
    largest_rate: jax.Array
    fast: PyTree
    square: PyTree


def schedule_free_adamw(
    learning_rate: jax.Array,
    beta_1: jax.Array,
    beta_2: jax.Array,
    epsilon: jax.Array,
    weight_decay: jax.Array | None = None,
) -> optax.GradientTransformation:
    r"""Step with z, average into x, and take the gradient between the two.

    .. math::
        y_t &= (1 - \beta_1) z_t + \beta_1 x_t, \qquad g_t \text{ is the gradient at } y_t \\
        v_t &= v_{t-1} + (1 - \beta_2)(g_t^2 - v_{t-1}) \\
        r_t &= \frac{g_t}{\sqrt{v_t / (1 - \beta_2^t)} + \epsilon} \\
        z_{t+1} &= z_t - \eta (r_t + \lambda y_t) \\
        x_{t+1} &= (1 - c_t) x_t + c_t z_{t+1}, \qquad
        c_t = \eta_{\max}^2 \Big/ \sum_{i \le t} \eta_{\max, i}^2

    A net's parameters are x, which is what is evaluated, kept and saved; the loss of a step is that at y.
    Keras and ``optax.contrib.schedule_free_adamw`` store y and compute x from it. The weights of the
    mean are those of the paper's code and of optax, by the largest learning rate so far: 1 / t, as Keras has
    it, while the rate is constant, and less for the steps of a warm-up. Weight decay is optax's; Keras
    shrinks y and so, by 1 / :math:`\beta_1` as much, x.

    What batch normalisation keeps for evaluations is of y.

    Args:
        learning_rate: :math:`\eta`.
        beta_1: :math:`\beta_1`.
        beta_2: :math:`\beta_2`, decay of the mean of squares.
        epsilon: :math:`\epsilon`.
        weight_decay: :math:`\lambda`; None leaves it out.

    References:
        Defazio et al., "The Road Less Scheduled", 2024, https://arxiv.org/abs/2405.15682
    """
    import jax
    import jax.numpy as jnp
    import optax

    def init(params: PyTree) -> ScheduleFreeState:
        fast, zeros = jax.tree.map(jnp.copy, params), jax.tree.map(jnp.zeros_like, params)
        return ScheduleFreeState(jnp.zeros((), jnp.int32), jnp.zeros(()), jnp.zeros(()), fast, zeros)

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, ScheduleFreeState]:
        count = state.count + 1
        of_square = 1.0 - jax.lax.pow(beta_2, count.astype(jnp.float32))
        rate = jnp.maximum(state.largest_rate, learning_rate)
        total = state.total + rate * rate
        share = jnp.where(total > 0, rate * rate / jnp.where(total > 0, total, 1.0), 0.0)

        def rule(g: jax.Array, x: jax.Array, z: jax.Array, v: jax.Array) -> tuple:
            v = v + (g * g - v) * (1.0 - beta_2)
            step = g / (jax.lax.sqrt(v / of_square) + epsilon)
            if weight_decay is not None:
                step = step + weight_decay * between(x, z, beta_1)
            z = z - learning_rate * step
            return share * (z - x), z, v

        updates, fast, square = leafwise(rule, updates, params, state.fast, state.square)
        return updates, ScheduleFreeState(count, total, rate, fast, square)

    return optax.GradientTransformation(init, update)


def between(x: jax.Array, z: jax.Array, beta_1: jax.Array) -> jax.Array:
    """The point between the mean and the weights that step."""
    return (1.0 - beta_1) * z + beta_1 * x


def gradient_at(
    parameters: PyTree, state: ScheduleFreeState, beta_1: jax.Array, **others: jax.Array
) -> PyTree:
    """Where the gradient is taken: y.

    Args:
        parameters: x.
        state: with z.
        beta_1: share of x.
        others: settings that do not matter here.
    """
    import jax

    del others
    return jax.tree.map(lambda x, z: between(x, z, beta_1), parameters, state.fast)


SCHEDULE_FREE_ADAMW = Optimizer(
    name="schedule_free_adamw",
    make=schedule_free_adamw,
    settings=(shared.learning_rate(0.0025), shared.beta_1(0.9), shared.beta_2(0.999), shared.epsilon(1e-8)),
    decays_itself=True,
    gradient_at=gradient_at,
)
