"""Adam: momentum over gradients divided by their recent size."""

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


class AdamState(NamedTuple):
    """Steps made, the running means of gradients and of their squares; with amsgrad the largest of these."""

    count: jax.Array  # pyright: ignore[reportIncompatibleMethodOverride]
    mean: PyTree
    square: PyTree
    largest: PyTree = None


def adam(
    learning_rate: jax.Array,
    beta_1: jax.Array,
    beta_2: jax.Array,
    epsilon: jax.Array,
    amsgrad: bool = False,
) -> optax.GradientTransformation:
    r"""Divide the mean of gradients by the root of the mean of their squares, both corrected for their start.

    .. math::
        m_t &= m_{t-1} + (1 - \beta_1)(g_t - m_{t-1}) \\
        v_t &= v_{t-1} + (1 - \beta_2)(g_t^2 - v_{t-1}) \\
        \Delta_t &= -\eta \frac{\sqrt{1 - \beta_2^t}}{1 - \beta_1^t} \cdot \frac{m_t}{\sqrt{v_t} + \epsilon}

    As in Keras, :math:`\epsilon` is the paper's "epsilon hat" (the formula before section 2.1): it is added
    to the uncorrected :math:`\sqrt{v_t}`. In ``optax.adam`` and PyTorch it is added to the corrected one (the
    paper's algorithm 1), where it counts for less (in the first step 1/32 as much, at
    :math:`\beta_2 = 0.999`). With amsgrad :math:`v_t` is the largest so far.

    AdamW is Adam with decoupled weight decay, which
    :func:`trainlab.train.optimizer.make_optimizer` adds.

    Args:
        learning_rate: :math:`\eta`.
        beta_1: :math:`\beta_1`, decay of the mean.
        beta_2: :math:`\beta_2`, decay of the mean of squares.
        epsilon: :math:`\epsilon`.
        amsgrad: divide by the root of the largest mean of squares so far, which never falls.

    References:
        Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015, https://arxiv.org/abs/1412.6980
        Reddi et al., "On the Convergence of Adam and Beyond", 2018, https://arxiv.org/abs/1904.09237
        (amsgrad)
    """
    import jax
    import jax.numpy as jnp
    import optax

    def init(params: PyTree) -> AdamState:
        mean, square = (jax.tree.map(jnp.zeros_like, params) for _ in range(2))
        largest = jax.tree.map(jnp.zeros_like, params) if amsgrad else None
        return AdamState(jnp.zeros((), jnp.int32), mean, square, largest)

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, AdamState]:
        del params
        count = state.count + 1
        t = count.astype(jnp.float32)
        debias = jax.lax.sqrt(1.0 - jax.lax.pow(beta_2, t)) / (1.0 - jax.lax.pow(beta_1, t))
        scale = -learning_rate * debias
        new_mean, new_square = complement(beta_1), complement(beta_2)

        def rule(g: jax.Array, m: jax.Array, v: jax.Array) -> tuple[jax.Array, jax.Array, jax.Array]:
            m = m + (g - m) * new_mean
            v = v + (g * g - v) * new_square
            return m * scale / (jax.lax.sqrt(v) + epsilon), m, v

        def rule_of_largest(g: jax.Array, m: jax.Array, v: jax.Array, u: jax.Array) -> tuple[jax.Array, ...]:
            m = m + (g - m) * new_mean
            v = v + (g * g - v) * new_square
            u = jax.lax.max(u, v)
            return m * scale / (jax.lax.sqrt(u) + epsilon), m, v, u

        if amsgrad:
            updates, *kept = leafwise(rule_of_largest, updates, state.mean, state.square, state.largest)
        else:
            updates, *kept = leafwise(rule, updates, state.mean, state.square)
        return updates, AdamState(count, *kept)

    return optax.GradientTransformation(init, update)


AMSGRAD = Setting(
    name="amsgrad", owner="recipe", kind="static", type="flag", default=False, neutral=False,
    meaning="Divide by the root of the largest mean of squared gradients so far (Reddi et al. 2018).",
)  # fmt: skip

_SETTINGS = (
    shared.learning_rate(0.001), shared.beta_1(0.9), shared.beta_2(0.999), shared.epsilon(1e-7), AMSGRAD,
)  # fmt: skip

ADAM = Optimizer(
    name="adam",
    make=adam,
    settings=_SETTINGS,
)
ADAMW = Optimizer(
    name="adamw",
    make=adam,
    settings=_SETTINGS,
    weight_decay=0.004,
)
