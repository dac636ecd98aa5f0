"""Kernels held inside a ball: no unit's vector of incoming weights may grow beyond a length."""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
import numpy as np
from jaxtyping import Array, Float

from trainlab.nets import Net, Parameters

_EPSILON = 1e-7
"""Keras's ``backend.epsilon()``."""


def limited(net: Net, variables: Parameters, hyper: Mapping[str, Array]) -> Parameters:
    r"""The variables of one trial with each unit's incoming weights cut back to a norm of ``max_norm``.

    For the vector w of the weights that come into one unit (a column of a dense kernel, one filter of a
    convolution), with the arithmetic of Keras's ``MaxNorm``:

    .. math:: w \leftarrow w \cdot \frac{\min(\lVert w \rVert, r)}{10^{-7} + \lVert w \rVert}

    So a vector within the limit shrinks too, by the share 1e-7 / norm at every call, which rounds away for
    norms above 2; and one whose squares overflow 32 bits (a norm beyond 1.8e19) becomes 0.

    Args:
        net: the net.
        variables: the trial's, by layer and name; those of frozen layers may be there or not.
        hyper: the trial's traced settings, ``max_norm`` among them.

    Returns:
        All the variables that were given: biases, other variables that are not kernels, and frozen layers as
        they were.

    References:
        Srebro, Rennie and Jaakkola, "Maximum-Margin Matrix Factorization", 2005; Srivastava et al., "Dropout:
        A Simple Way to Prevent Neural Networks from Overfitting", 2014, section 5.1,
        https://jmlr.org/papers/v15/srivastava14a.html.
    """
    after = dict(variables)
    for layer in net.layers:
        if layer.name in net.frozen:
            continue
        kernels = [name for name in layer.variables if name.endswith("kernel")]
        for name in kernels:
            kernel = _limited(variables[layer.name][name], layer.incoming(name), hyper["max_norm"])
            after[layer.name] = {**after[layer.name], name: kernel}
    return after


def _limited(kernel: Array | np.ndarray, axes: tuple[int, ...], limit: Float[Array, ""]) -> Array:
    norms = jnp.sqrt(jnp.square(kernel).sum(axis=axes, keepdims=True))
    return jnp.multiply(kernel, jnp.minimum(norms, limit) / (_EPSILON + norms))
