"""FTRL: the weights that would have been best for all gradients so far, kept near zero."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainlab.optimizers import shared
from trainlab.optimizers.leafwise import PyTree, leafwise
from trainlab.optimizers.optimizer import Optimizer
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax
    import optax


class FtrlState(NamedTuple):
    """The sum of squared gradients, and the slope of the linear problem that weights solve."""

    accumulator: PyTree
    slope: PyTree


def ftrl(
    learning_rate: jax.Array,
    initial_accumulator: jax.Array,
    learning_rate_power: jax.Array,
    ftrl_l1: jax.Array,
    ftrl_l2: jax.Array,
    ftrl_shrinkage: jax.Array,
    ftrl_beta: jax.Array,
) -> optax.GradientTransformation:
    r"""Follow the regularised leader, number by number.

    .. math::
        n_t &= n_{t-1} + g_t^2, \qquad \sigma_t = (n_t^{-q} - n_{t-1}^{-q}) / \eta \\
        z_t &= z_{t-1} + g_t + 2 s p_{t-1} - \sigma_t p_{t-1} \\
        p_t &= \frac{\mathrm{clip}(z_t, -\lambda_1, \lambda_1) - z_t}{(n_t^{-q} + \beta) / \eta + 2 \lambda_2}

    The formula of Keras. Weights are exactly zero where :math:`|z_t| \le \lambda_1`. They are computed
    from gradients alone: with an initial accumulator, the initial weights fade within the first steps, which
    suits linear models and stops deep nets from learning; at ``initial_accumulator=0`` they stay. Where Keras
    divides by zero (a learning rate of 0, or no gradient yet and nothing else below the line) no
    step is made.

    Args:
        learning_rate: :math:`\eta`.
        initial_accumulator: :math:`n_0`.
        learning_rate_power: q.
        ftrl_l1, ftrl_l2: :math:`\lambda_1` and :math:`\lambda_2`.
        ftrl_shrinkage: s.
        ftrl_beta: :math:`\beta`.

    References:
        McMahan et al., "Ad Click Prediction: a View from the Trenches", 2013,
        https://research.google.com/pubs/archive/41159.pdf
    """
    import jax
    import jax.numpy as jnp
    import optax

    def init(params: PyTree) -> FtrlState:
        start = jax.tree.map(lambda p: jnp.zeros_like(p) + initial_accumulator, params)
        return FtrlState(start, jax.tree.map(jnp.zeros_like, params))

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, FtrlState]:
        moves = learning_rate > 0
        rate = jnp.where(moves, learning_rate, 1.0)

        def rule(g: jax.Array, p: jax.Array, n: jax.Array, z: jax.Array) -> tuple:
            after = n + g * g
            power = jnp.broadcast_to(-learning_rate_power, n.shape)
            root, root_after = jax.lax.pow(n, power), jax.lax.pow(after, power)
            slope = z + (g + 2.0 * ftrl_shrinkage * p - (root_after - root) / rate * p)
            below = root_after / rate + 2.0 * (ftrl_l2 + ftrl_beta / (2.0 * rate))
            found = below > 0
            weights = (jnp.clip(slope, -ftrl_l1, ftrl_l1) - slope) / jnp.where(found, below, 1.0)
            step = jnp.where(moves & found, weights - p, 0.0)
            return step, jnp.where(moves, after, n), jnp.where(moves, slope, z)

        updates, *kept = leafwise(rule, updates, params, state.accumulator, state.slope)
        return updates, FtrlState(*kept)

    return optax.GradientTransformation(init, update)


def _number(name: str, meaning: str) -> Setting:
    return Setting(
        name=name, owner="recipe", kind="traced", type="number", default=0.0, low=0.0, scale="log",
        meaning=meaning,
    )  # fmt: skip


FTRL = Optimizer(
    name="ftrl",
    make=ftrl,
    settings=(
        shared.learning_rate(0.001),
        shared.initial_accumulator(0.1),
        Setting(
            name="learning_rate_power", owner="recipe", kind="traced", type="number", default=-0.5, high=0.0,
            scale="linear", meaning="Power of ftrl's sum of squared gradients in the learning rate.",
        ),
        _number("ftrl_l1", "Slope below which ftrl sets a weight to exactly zero."),
        _number("ftrl_l2", "How strongly ftrl keeps weights near zero."),
        _number("ftrl_shrinkage", "Share of each weight that ftrl adds to its gradient, twice."),
        _number("ftrl_beta", "Added below the line of ftrl's learning rate."),
    ),
    # Six decades around the rates it is used at, which are adagrad's.
    rates=(1e-4, 1e2),
)  # fmt: skip
