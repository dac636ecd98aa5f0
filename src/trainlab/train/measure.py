"""Measuring a trial on whole splits, and keeping the weights of its best evaluation."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.nets import Mode, Net, Parameters
from trainlab.train.batch import takes_images, turned
from trainlab.train.loss import correct, example_losses
from trainlab.train.state import Best, replaced

BLOCK = 2048
"""Examples measured at once, at most: activations of a block stay in cache, and memory stays bounded."""

IMAGES_BLOCK = 256
"""The same of images, of which layers make more numbers."""


def block_size(net: Net) -> int:
    """Examples measured at once, at most."""
    return IMAGES_BLOCK if takes_images(net) else BLOCK


def measure(
    net: Net,
    loss: str,
    parameters: Parameters,
    statistics: Parameters,
    mode: Mode,
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
    boundary: int,
) -> tuple[Float[Array, " 2"], Float[Array, " 2"], Bool[Array, " second"]]:
    """Mean loss (without penalties) and accuracy of two groups of examples, one after the other.

    Both groups go through the net in one pass, so that it is compiled once.

    Args:
        net: the architecture.
        loss: the setting ``loss``.
        parameters: the trial's variables, those of frozen layers too.
        statistics: what its layers keep.
        mode: to use the net, with the trial's traced settings.
        inputs: both groups.
        targets: their class numbers.
        boundary: how many examples the first group has; from there on they are the second.

    Returns:
        Loss and accuracy, the first group's and the second's; NaN for a group without examples. Then which
        examples of the second group are right.
    """
    examples = targets.shape[0]
    blocks = -(-examples // block_size(net))
    size = -(-examples // blocks)

    def add_block(index: Array | int, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        totals, right = carry
        # The last block reaches back over rows already counted instead of past the end.
        start = jnp.minimum(index * size, examples - size)
        x = jax.lax.dynamic_slice_in_dim(inputs, start, size)
        y = jax.lax.dynamic_slice_in_dim(targets, start, size)
        seen = turned(x, y[0]) if takes_images(net) else x
        logits, _ = net.apply(parameters, seen, mode, statistics)
        row = start + jnp.arange(size)
        new = row >= index * size
        group = jnp.stack([new & (row < boundary), new & (row >= boundary)])
        hits = correct(logits, y)
        measured = jnp.stack([example_losses(logits, y, loss), hits.astype(jnp.float32)])
        before = jax.lax.dynamic_slice_in_dim(right, start, size)
        right = jax.lax.dynamic_update_slice_in_dim(right, jnp.where(new, hits, before), start, axis=0)
        return totals + jnp.where(group, measured[:, None], 0).sum(axis=-1), right

    nothing = jnp.zeros((2, 2)), jnp.zeros(examples, bool)
    totals, right = add_block(0, nothing) if blocks == 1 else jax.lax.fori_loop(0, blocks, add_block, nothing)
    means = totals / jnp.array([boundary, examples - boundary], jnp.float32)
    return means[0], means[1], right[boundary:]


def keep_best(best: Best, candidate: Best, due: Bool[Array, ""]) -> Best:
    """The better of one trial's best evaluation so far and this one, if one is due."""
    tied = candidate.score == best.score
    higher = (candidate.score > best.score) | (tied & (candidate.tie > best.tie))
    return replaced(best, candidate, due & higher & jnp.isfinite(candidate.tie))
