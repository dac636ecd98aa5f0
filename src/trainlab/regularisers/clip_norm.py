"""Gradients shortened to a largest norm, so that one steep step cannot undo many good ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainlab.regularisers.regulariser import Regulariser
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax

_SMALLER = 2.0**-80
"""Brings the square of the largest float, and the sum of billions of them, back into range."""


def shortened(gradient: Any, clip_norm: jax.Array) -> Any:
    r"""The whole shortened: :math:`g \leftarrow g \cdot r / \max(\lVert g \rVert, r)`.

    The norm is over all variables together (Keras's ``global_clipnorm``). A gradient within the limit stays
    as it is, bitwise. A finite gradient stays finite and keeps its direction even where its squares overflow
    32 bits; NaN stays NaN.

    Example:
        >>> import jax.numpy as jnp
        >>> shortened({"bias": jnp.array([3.0, 4.0])}, jnp.float32(1.0))["bias"].tolist()
        [0.6..., 0.8...]

    References:
        Pascanu, Mikolov and Bengio, "On the Difficulty of Training Recurrent Neural Networks", 2013,
        https://arxiv.org/abs/1211.5063.
    """
    import jax
    import jax.numpy as jnp

    leaves = jax.tree.leaves(gradient)
    norm = jnp.sqrt(sum(jnp.vdot(leaf, leaf) for leaf in leaves))
    overflows = jnp.isinf(norm)
    # Always measured a second time: half the cost of looking for the largest number to divide by.
    smaller_norm = jnp.sqrt(sum(jnp.square(leaf * _SMALLER).sum() for leaf in leaves))
    factor = clip_norm / jnp.where(
        overflows, jnp.maximum(smaller_norm, clip_norm * _SMALLER), jnp.maximum(norm, clip_norm)
    )
    # The factor alone brings a huge number back only if that number is made smaller before.
    return jax.tree.map(lambda leaf: jnp.where(overflows, leaf * _SMALLER, leaf) * factor, gradient)


CLIP_NORM = Regulariser(
    name="clip_norm",
    settings=(
        Setting(
            name="clip_norm", owner="recipe", kind="traced", type="number", default="inf", low=0.0,
            open_low=True, words=("inf",), scale="log", neutral="inf",
            usual="random-log:0.1:10",
            meaning="Largest norm of the gradient over all layers; larger ones are scaled down.",
        ),
    ),
    gradient=shortened,
)  # fmt: skip
