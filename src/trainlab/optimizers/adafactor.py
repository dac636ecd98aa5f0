"""Adafactor: the mean of squares of a matrix, kept as one number a row and one a column."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from trainlab.optimizers import shared
from trainlab.optimizers.leafwise import PyTree, leafwise
from trainlab.optimizers.optimizer import Optimizer
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax
    import optax


class AdafactorState(NamedTuple):
    """Steps made; mean squares of rows and of columns, of variables with both; mean squares of the others."""

    count: jax.Array  # pyright: ignore[reportIncompatibleMethodOverride]
    rows: PyTree
    columns: PyTree
    square: PyTree


def adafactor(
    learning_rate: jax.Array,
    beta_2_decay: jax.Array,
    epsilon_1: jax.Array,
    epsilon_2: jax.Array,
    clip_threshold: jax.Array,
) -> optax.GradientTransformation:
    r"""Divide the gradient by the root of a mean of squares that hardly takes memory.

    .. math::
        \beta_t &= 1 - t^{c} \\
        r_t &= \beta_t r_{t-1} + (1 - \beta_t) \, \text{mean of } g_t^2 + \epsilon_1 \text{ over columns} \\
        k_t &= \beta_t k_{t-1} + (1 - \beta_t) \, \text{mean of } g_t^2 + \epsilon_1 \text{ over rows} \\
        v_t &= r_t k_t / \text{mean of } r_t, \qquad u_t = g_t / \sqrt{v_t} \\
        \Delta_t &= -\max(\epsilon_2, \mathrm{rms}(p)) \min(\eta, t^{-1/2}) \,
        u_t / \max(1, \mathrm{rms}(u_t) / d)

    for variables of two axes or more, over the last two; of others the mean of squares itself is kept. The
    formula of Keras: the learning rate is relative to the variable's size and falls as :math:`t^{-1/2}` once
    that is less. Keras multiplies :math:`r_t` and :math:`k_t` first, which is 0 in float32, and the step NaN,
    where a whole row and a whole column of the gradient have always been zero; here their roots divide one
    after the other.

    Args:
        learning_rate: :math:`\eta`.
        beta_2_decay: c.
        epsilon_1: :math:`\epsilon_1`.
        epsilon_2: :math:`\epsilon_2`, the size that variables near zero are taken to have.
        clip_threshold: d, the root mean square that a step is cut down to.

    References:
        Shazeer and Stern, "Adafactor: Adaptive Learning Rates with Sublinear Memory Cost", 2018,
        https://arxiv.org/abs/1804.04235
    """
    import jax
    import jax.numpy as jnp
    import optax

    def rms(x: jax.Array) -> jax.Array:
        return jnp.sqrt(jnp.mean(x * x))

    def init(params: PyTree) -> AdafactorState:
        def rows(leaf: jax.Array) -> jax.Array | None:
            return jnp.zeros(leaf.shape[:-1], leaf.dtype) if leaf.ndim >= 2 else None

        def columns(leaf: jax.Array) -> jax.Array | None:
            return jnp.zeros((*leaf.shape[:-2], leaf.shape[-1]), leaf.dtype) if leaf.ndim >= 2 else None

        def square(leaf: jax.Array) -> jax.Array | None:
            return None if leaf.ndim >= 2 else jnp.zeros_like(leaf)

        kept = (jax.tree.map(of, params) for of in (rows, columns, square))
        return AdafactorState(jnp.zeros((), jnp.int32), *kept)

    def update(updates: PyTree, state: PyTree, params: PyTree = None) -> tuple[PyTree, AdafactorState]:
        count = state.count + 1
        t = count.astype(jnp.float32)
        decay = 1.0 - jax.lax.pow(t, beta_2_decay)
        rate = jnp.minimum(learning_rate, jax.lax.rsqrt(t))

        def mixed(kept: jax.Array, new: jax.Array) -> jax.Array:
            return decay * kept + (1.0 - decay) * new

        def rule(g: jax.Array, p: jax.Array, r: jax.Array, k: jax.Array, v: jax.Array) -> tuple:
            squares = g * g + epsilon_1
            if g.ndim >= 2:
                r, k = mixed(r, squares.mean(-1)), mixed(k, squares.mean(-2))
                of_rows = jnp.sqrt(r / r.mean(-1, keepdims=True))
                step = g / of_rows[..., None] / jnp.sqrt(k)[..., None, :]
            else:
                v = mixed(v, squares)
                step = g / jnp.sqrt(v)
            step = step / jnp.maximum(1.0, rms(step) / clip_threshold)
            return -jnp.maximum(epsilon_2, rms(p)) * rate * step, r, k, v

        updates, *kept = leafwise(rule, updates, params, state.rows, state.columns, state.square)
        return updates, AdafactorState(count, *kept)

    return optax.GradientTransformation(init, update)


def _number(name: str, default: float, meaning: str, **limits: float | bool) -> Setting:
    return Setting(
        name=name, owner="recipe", kind="traced", type="number", default=default, meaning=meaning,
        scale="log" if default > 0 else "linear", **limits,  # type: ignore[arg-type]
    )  # fmt: skip


ADAFACTOR = Optimizer(
    name="adafactor",
    make=adafactor,
    settings=(
        shared.learning_rate(0.001),
        _number("beta_2_decay", -0.8, "Exponent c of adafactor's decay of squares, 1 - t^c.", high=0.0),
        _number("epsilon_1", 1e-30, "Added to adafactor's squared gradients.", low=0.0, open_low=True),
        _number("epsilon_2", 1e-3, "Size that adafactor takes smaller variables to have.", low=0.0),
        _number(
            "clip_threshold", 1.0, "Root mean square that adafactor's steps are cut down to.", low=0.0,
            open_low=True,
        ),
    ),
    by_variable=True,
)  # fmt: skip
