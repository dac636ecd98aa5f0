"""Running the constant layers of a net over a dataset, once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

from trainlab.nets import Net
from trainlab.train.jax_options import COMPILER_OPTIONS
from trainlab.train.measure import BLOCK


def apply_prefix(
    prefix: Net, weights: Mapping[str, Mapping[str, np.ndarray]], rows: np.ndarray
) -> np.ndarray:
    """The output of the layers for every example.

    Args:
        prefix: layers with nothing to learn.
        weights: their variables and statistics, by layer and name; those of other layers are not looked at.
        rows: (examples, numbers) inputs.

    Returns:
        (examples, numbers) float32: outputs as rows, in the order of height, width, channel.
    """
    variables = jax.tree.map(
        jnp.asarray, {layer.name: weights.get(layer.name, {}) for layer in prefix.layers}
    )

    @partial(jax.jit, compiler_options=dict(COMPILER_OPTIONS))
    def program(block: jax.Array) -> jax.Array:
        return prefix.apply(variables, block, statistics=variables)[0]

    outputs = np.empty((len(rows), prefix.outputs), np.float32)
    for first in range(0, len(rows), BLOCK):
        block = rows[first : first + BLOCK]
        padded = np.zeros((BLOCK, rows.shape[1]), np.float32)
        padded[: len(block)] = block
        outputs[first : first + BLOCK] = np.asarray(program(padded))[: len(block)]
    return outputs
