"""The sum of absolute weights, added to the loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trainlab.regularisers.regulariser import Regulariser
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax
    import numpy as np


def penalty(kernels: Sequence[jax.Array], l1: jax.Array) -> jax.Array:
    r""":math:`l1 \sum_w |w|`, over kernels. The gradient of :math:`|w|` at 0 is 0, as Keras's ``L1`` has it.

    References:
        Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996.
    """
    import jax.numpy as jnp
    from jax.lax import stop_gradient

    # The absolute value, but with gradient 0 at 0, where jnp.abs has 1.
    absolutes = [kernel * stop_gradient(jnp.sign(kernel)) for kernel in kernels]
    return l1 * sum(array.sum() for array in absolutes)


def _in_numpy(kernel: np.ndarray) -> float:
    return float(abs(kernel).sum())


L1 = Regulariser(
    name="l1",
    settings=(
        Setting(
            name="l1", owner="recipe", kind="traced", type="number", default=0.0, low=0.0, scale="log",
            neutral=0.0, usual="random-log:1e-7:0.01",
            meaning="Adds l1 * (sum of absolute kernel weights) to the loss; biases exempt.",
        ),
    ),
    penalty=penalty,
    penalty_in_numpy=(_in_numpy, "the sum of |w|"),
)  # fmt: skip
