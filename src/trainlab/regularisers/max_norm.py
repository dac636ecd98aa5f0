"""Kernels held inside a ball: no unit's vector of incoming weights may grow beyond a length."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.regularisers.regulariser import Regulariser
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax
    import numpy as np

_EPSILON = 1e-7
"""Keras's ``backend.epsilon()``."""


def limited(kernel: jax.Array | np.ndarray, axes: tuple[int, ...], max_norm: jax.Array) -> jax.Array:
    r"""A kernel with each unit's incoming weights cut back to a norm of ``max_norm``.

    For the vector w of the weights that come into one unit (a column of a dense kernel, one filter of a
    convolution), with the arithmetic of Keras's ``MaxNorm``:

    .. math:: w \leftarrow w \cdot \frac{\min(\lVert w \rVert, r)}{10^{-7} + \lVert w \rVert}

    So a vector within the limit shrinks too, by the share 1e-7 / norm at every call, which rounds away for
    norms above 2; and one whose squares overflow 32 bits (a norm beyond 1.8e19) becomes 0.

    References:
        Srebro, Rennie and Jaakkola, "Maximum-Margin Matrix Factorization", 2005; Srivastava et al., "Dropout:
        A Simple Way to Prevent Neural Networks from Overfitting", 2014, section 5.1,
        https://jmlr.org/papers/v15/srivastava14a.html.
    """
    import jax.numpy as jnp

    norms = jnp.sqrt(jnp.square(kernel).sum(axis=axes, keepdims=True))
    return jnp.multiply(kernel, jnp.minimum(norms, max_norm) / (_EPSILON + norms))


MAX_NORM = Regulariser(
    name="max_norm",
    settings=(
        Setting(
            name="max_norm", owner="recipe", kind="traced", type="number", default="inf", low=0.0,
            open_low=True, words=("inf",), scale="linear", neutral="inf",
            usual="random-lin:0.5:5",
            meaning="Largest norm of a unit's incoming weights, to which longer ones are scaled down.",
        ),
    ),
    kernel=limited,
)  # fmt: skip
