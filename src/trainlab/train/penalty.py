"""What is added to the loss for the weights themselves."""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
from jax.lax import stop_gradient
from jaxtyping import Array, Float

from trainlab.nets import Net, Parameters


def penalty(
    net: Net, variables: Parameters, hyper: Mapping[str, Array], active: frozenset[str]
) -> Float[Array, ""] | float:
    r"""The penalty of one trial.

    .. math:: l1 \sum_w |w| + \frac{l2}{2} \sum_w w^2

    The sums are over the kernels of the layers that learn; biases, and the scales and shifts of batch
    normalisation, are exempt. The gradient of :math:`|w|` at 0 is 0. (Keras's ``L1(l)`` is the same; its
    ``L2(l)`` has no half, so ``l2`` here equals twice ``l`` there.)

    Args:
        net: the net.
        variables: the trial's, by layer and name.
        hyper: the trial's traced settings.
        active: mechanisms this population uses; a term that is not among them is not computed, and without
            both the penalty is 0.

    References:
        Krogh and Hertz, "A Simple Weight Decay Can Improve Generalization", 1992, for the squares;
        Tibshirani, "Regression Shrinkage and Selection via the Lasso", 1996, for the absolute values.
    """
    kernels = [
        variables[layer.name][name]
        for layer in net.layers if layer.name not in net.frozen
        for name in layer.variables if name.endswith("kernel")
    ]  # fmt: skip
    terms = []
    if "l1" in active:
        # The absolute value, but with gradient 0 at 0, where jnp.abs has 1.
        absolutes = [kernel * stop_gradient(jnp.sign(kernel)) for kernel in kernels]
        terms.append(hyper["l1"] * sum(array.sum() for array in absolutes))
    if "l2" in active:
        terms.append(0.5 * hyper["l2"] * sum(jnp.vdot(kernel, kernel) for kernel in kernels))
    return sum(terms, start=0.0)
