"""Gradients cut to a largest value or a largest norm, so that one steep step cannot undo many good ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float

Gradient = TypeVar("Gradient")

_SMALLER = 2.0**-80
"""Brings the square of the largest float, and the sum of billions of them, back into range."""


def clipped(gradient: Gradient, hyper: Mapping[str, Array], active: frozenset[str]) -> Gradient:
    r"""The gradient of one trial after clipping: by value first, then by norm.

    - ``clip_value`` v cuts every number: :math:`g_i \leftarrow \min(\max(g_i, -v), v)`
    - ``clip_norm`` r shortens the whole: :math:`g \leftarrow g \cdot r / \max(\lVert g \rVert, r)`, with the
      norm over all variables together (Keras's ``global_clipnorm``)

    A gradient within its limits stays as it is, bitwise. A finite gradient stays finite and keeps its
    direction even where its squares overflow 32 bits; NaN stays NaN.

    Args:
        gradient: a pytree of arrays.
        hyper: the trial's traced settings.
        active: mechanisms this population uses; without both, the gradient is returned untouched.

    Example:
        >>> limits = {"clip_norm": jnp.float32(1.0)}
        >>> clipped({"bias": jnp.array([3.0, 4.0])}, limits, frozenset(limits))["bias"].tolist()
        [0.6..., 0.8...]

    References:
        Pascanu, Mikolov and Bengio, "On the Difficulty of Training Recurrent Neural Networks", 2013,
        https://arxiv.org/abs/1211.5063, for the norm; Mikolov, "Statistical Language Models Based on Neural
        Networks", 2012, for the values.
    """
    if "clip_value" in active:
        limit = hyper["clip_value"]
        gradient = jax.tree.map(lambda leaf: jnp.clip(leaf, -limit, limit), gradient)
    if "clip_norm" in active:
        gradient = _shortened(gradient, hyper["clip_norm"])
    return gradient


def _shortened(gradient: Gradient, limit: Float[Array, ""]) -> Gradient:
    leaves = jax.tree.leaves(gradient)
    norm = jnp.sqrt(sum(jnp.vdot(leaf, leaf) for leaf in leaves))
    overflows = jnp.isinf(norm)
    # Always measured a second time: half the cost of looking for the largest number to divide by.
    smaller_norm = jnp.sqrt(sum(jnp.square(leaf * _SMALLER).sum() for leaf in leaves))
    factor = limit / jnp.where(
        overflows, jnp.maximum(smaller_norm, limit * _SMALLER), jnp.maximum(norm, limit)
    )
    # The factor alone brings a huge number back only if that number is made smaller before.
    return jax.tree.map(lambda leaf: jnp.where(overflows, leaf * _SMALLER, leaf) * factor, gradient)
