"""Measuring small dense nets on whole splits, the trials along the lanes: see :mod:`trainlab.nets.lanes`."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.nets import Mode, Net
from trainlab.nets.barrier import in_rows, stored_by
from trainlab.nets.lanes import batch_sum, forward
from trainlab.train.each_trial import moved
from trainlab.train.hyper import Hyper
from trainlab.train.loss import correct, example_losses

BLOCK = 64
"""Examples measured at once: activations of all trials stay in cache."""


def measure_trials(
    net: Net,
    loss: str,
    parameters: Float[Array, "trials numbers"],
    hyper: Hyper,
    due: Bool[Array, " trials"],
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"],
    boundary: int,
) -> tuple[Float[Array, "trials 2"], Float[Array, "trials 2"], Bool[Array, "trials second"]]:
    """What :func:`trainlab.train.measure.measure` gives, of all trials.

    Args:
        net, loss, inputs, targets, boundary: as there; the net fits.
        parameters, hyper: of the trials.
        due: any flags of the trials, which the compiler does not know.
    """
    mode = Mode(hyper=moved(hyper, -1))
    examples, trials = targets.shape[0], parameters.shape[0]
    size = min(BLOCK, examples)
    stored = stored_by(due.sum())

    def add_block(index: Array, carry: tuple[Array, Array]) -> tuple[Array, Array]:
        totals, right = carry
        packed = in_rows(moved(parameters, -1))
        # The last block reaches back over rows already counted instead of past the end.
        start = jnp.minimum(index * size, examples - size)
        x = jax.lax.dynamic_slice_in_dim(inputs, start, size)
        y = jax.lax.dynamic_slice_in_dim(targets, start, size)[:, None]
        logits, _ = forward(net, packed, x.T, mode, stored)
        row = start + jnp.arange(size)
        new = row >= index * size
        hits = correct(logits, y, axis=0)
        measured = [stored(example_losses(logits, y, loss, axis=0)), hits.astype(jnp.float32)]
        groups = [
            jnp.where(group[:, None], numbers, 0)
            for numbers in measured for group in (new & (row < boundary), new & (row >= boundary))
        ]  # fmt: skip
        sums = jnp.concatenate([batch_sum(group[None], stored) for group in groups])
        # What is written twice is written the same.
        right = jax.lax.dynamic_update_slice_in_dim(right, hits, start, axis=0)
        return totals + sums, right

    nothing = jnp.zeros((4, trials)), jnp.zeros((examples, trials), bool)
    totals, right = jax.lax.fori_loop(0, -(-examples // size), add_block, nothing)
    counts = jnp.array([boundary, examples - boundary], jnp.float32)
    return totals[:2].T / counts, totals[2:].T / counts, right[boundary:].T
