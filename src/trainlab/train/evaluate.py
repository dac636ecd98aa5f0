"""Measuring a trial on whole splits, and keeping the weights of its best evaluation."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.nets import Net, Parameters
from trainlab.train.loss import correct, example_losses
from trainlab.train.state import Best

BLOCK = 1024
"""Examples measured at once: activations of a block stay in cache, and memory stays bounded."""


def measure(
    net: Net,
    loss: str,
    parameters: Parameters,
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
    examples: int,
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """Mean loss (without penalties) and accuracy over the first ``examples`` rows of a split."""
    size = min(BLOCK, examples)

    def block(start: Array | int, first_new: Array | int) -> tuple[Array, Array]:
        x = jax.lax.dynamic_slice_in_dim(inputs, start, size)
        y = jax.lax.dynamic_slice_in_dim(targets, start, size)
        logits = net.apply(parameters, x)
        new = start + jnp.arange(size) >= first_new
        return (
            jnp.where(new, example_losses(logits, y, loss), 0).sum(),
            (new & correct(logits, y)).sum(dtype=jnp.int32),
        )

    if size == examples:
        total_loss, total_correct = block(0, 0)
    else:

        def add_block(index: Array, totals: tuple[Array, Array]) -> tuple[Array, Array]:
            # The last block reaches back over rows already counted instead of past the end.
            first_new = index * size
            block_loss, block_correct = block(jnp.minimum(first_new, examples - size), first_new)
            return totals[0] + block_loss, totals[1] + block_correct

        start = (jnp.float32(0), jnp.int32(0))
        total_loss, total_correct = jax.lax.fori_loop(0, -(-examples // size), add_block, start)
    return total_loss / examples, total_correct.astype(jnp.float32) / examples


def keep_best(
    best: Best,
    parameters: Parameters,
    accuracy: Float[Array, ""],
    loss: Float[Array, ""],
    step: Int[Array, ""],
    due: Bool[Array, ""],
) -> Best:
    """The better of one trial's best evaluation so far and this one, if one is due."""
    higher = (accuracy > best.accuracy) | ((accuracy == best.accuracy) & (loss < best.loss))
    better = due & higher & jnp.isfinite(loss)
    return jax.tree.map(
        lambda new, old: jnp.where(better, new, old), Best(parameters, accuracy, loss, step), best
    )
