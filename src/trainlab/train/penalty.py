"""What is added to the loss for the weights themselves."""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
from jaxtyping import Array, Float

from trainlab.nets import Parameters


def penalty(
    parameters: Parameters, hyper: Mapping[str, Array], active: frozenset[str]
) -> Float[Array, ""] | float:
    r"""The penalty of one trial.

    ``l2`` adds :math:`\frac{l2}{2} \sum_w w^2` over kernels, biases exempt. (Keras's ``L2(l)`` has no half,
    so ``l2`` here equals twice ``l`` there.)

    Args:
        parameters: the trial's variables.
        hyper: the trial's traced settings.
        active: mechanisms this population uses; the penalty is 0, and not computed, without ``l2``.
    """
    if "l2" not in active:
        return 0.0
    kernels = [variables["kernel"] for variables in parameters.values()]
    return 0.5 * hyper["l2"] * sum(jnp.vdot(kernel, kernel) for kernel in kernels)
