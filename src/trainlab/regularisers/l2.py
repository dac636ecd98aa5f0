"""Half the sum of squared weights, added to the loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from trainlab.regularisers.regulariser import Regulariser
from trainlab.specs.setting import Setting

if TYPE_CHECKING:
    import jax
    import numpy as np


def penalty(kernels: Sequence[jax.Array], l2: jax.Array) -> jax.Array:
    r""":math:`\frac{l2}{2} \sum_w w^2`, over kernels.

    Keras's ``L2(l)`` has no half, so ``l2`` here equals twice ``l`` there.

    References:
        Krogh and Hertz, "A Simple Weight Decay Can Improve Generalization", 1992.
    """
    import jax.numpy as jnp

    return 0.5 * l2 * sum(jnp.vdot(kernel, kernel) for kernel in kernels)


def _in_numpy(kernel: np.ndarray) -> float:
    return float((kernel**2).sum()) / 2


L2 = Regulariser(
    name="l2",
    settings=(
        Setting(
            name="l2", owner="recipe", kind="traced", type="number", default=0.0, low=0.0, scale="log",
            neutral=0.0, usual="random-log:1e-6:0.1",
            meaning="Adds l2 * (sum of squared kernel weights) / 2 to the loss; biases exempt.",
        ),
    ),
    penalty=penalty,
    penalty_in_numpy=(_in_numpy, "half the sum of w²"),
)  # fmt: skip
