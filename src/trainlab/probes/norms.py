"""Lengths of gradients and weights, and of updates against weights."""

from __future__ import annotations

from collections.abc import Mapping

import jax.numpy as jnp
from jaxtyping import Array, Float

from trainlab.nets import Parameters
from trainlab.probes.curves import NET

Norms = dict[str, Float[Array, ""]]
"""layer, or ``NET`` for all of them together -> a number."""


def norms(variables: Parameters) -> Norms:
    r"""The Euclidean norm of each layer's numbers, all of its variables together, and of all layers.

    .. math:: \lVert v_l \rVert = \sqrt{\textstyle\sum_i v_{l,i}^2}, \qquad
        \lVert v \rVert = \sqrt{\textstyle\sum_l \lVert v_l \rVert^2}

    Args:
        variables: one trial's, by layer and name: weights, a gradient or an update.

    >>> norms({"output": {"kernel": jnp.array([[3.0]]), "bias": jnp.array([4.0])}})["output"].item()
    5.0
    """
    # The largest number is divided by, so that squares neither overflow nor vanish.
    largest = {
        layer: jnp.stack([jnp.abs(v).max() for v in of.values()]).max() for layer, of in variables.items()
    }
    lengths: Norms = {}
    for layer, of in variables.items():
        unit = _divisor(largest[layer])
        lengths[layer] = unit * jnp.sqrt(sum(jnp.square(array / unit).sum() for array in of.values()))
    every = jnp.stack(list(lengths.values()))
    unit = _divisor(every.max())
    return {**lengths, NET: unit * jnp.sqrt(jnp.square(every / unit).sum())}


def _divisor(largest: Float[Array, ""]) -> Float[Array, ""]:
    return jnp.where((largest > 0) & jnp.isfinite(largest), largest, 1)


def ratios(updates: Mapping[str, Array], weights: Mapping[str, Array]) -> Norms:
    r"""The length of each layer's update against that of its weights.

    .. math:: \lVert \Delta w_l \rVert / \lVert w_l \rVert

    About 1e-3 is common in training that goes well (Karpathy, "A Recipe for Training Neural Networks" and
    the lectures of CS231n, "Babysitting the learning process"). It is 0 where nothing was updated, and
    infinite where weights of length 0 were.

    Args:
        updates: lengths of the updates as :func:`norms` gives them.
        weights: those of the weights before the update.
    """
    return {layer: jnp.where(update == 0, 0, update / weights[layer]) for layer, update in updates.items()}
