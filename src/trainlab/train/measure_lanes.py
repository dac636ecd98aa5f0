"""Measuring small dense nets on whole splits, the trials along the lanes: see :mod:`trainlab.nets.lanes`."""

from __future__ import annotations

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.nets import Mode, Net
from trainlab.nets.barrier import in_rows, stored_by
from trainlab.nets.lanes import batch_sum, forward
from trainlab.train.each_trial import moved
from trainlab.train.hyper import Hyper
from trainlab.train.loss import correct, example_losses
from trainlab.train.measure import computed, of_outputs

BLOCK = 64
"""Examples measured at once: activations of all trials stay in cache."""


def measure_trials(
    net: Net,
    loss: str,
    metrics: tuple[str, ...],
    parameters: Float[Array, "trials numbers"],
    hyper: Hyper,
    due: Bool[Array, " trials"],
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"] | Float[Array, "examples targets"],
    boundary: int,
    unit: Float[Array, " targets"] | None = None,
) -> tuple[Float[Array, "trials 2 metrics"], Bool[Array, "trials second"]]:
    """What :func:`trainlab.train.measure.measure` gives, of all trials.

    Args:
        net, loss, metrics, inputs, targets, boundary, unit: as there; the net fits.
        parameters, hyper: of the trials.
        due: any flags of the trials, which the compiler does not know.
    """
    mode = Mode(hyper=moved(hyper, -1))
    examples, trials, classes = targets.shape[0], parameters.shape[0], targets.ndim == 1
    keeps = computed(metrics)
    size = min(BLOCK, examples)
    stored = stored_by(due.sum())

    def add_block(index: Array, carry: tuple[Array, Any, Any]) -> tuple[Array, Any, Any]:
        totals, right, outputs = carry
        packed = in_rows(moved(parameters, -1))
        # The last block reaches back over rows already counted instead of past the end.
        start = jnp.minimum(index * size, examples - size)
        x = jax.lax.dynamic_slice_in_dim(inputs, start, size)
        y = jax.lax.dynamic_slice_in_dim(targets, start, size).T[..., None]
        logits, _ = forward(net, packed, x.T, mode, stored)
        row = start + jnp.arange(size)
        new = row >= index * size
        measured = [stored(example_losses(logits, y, loss, axis=0, hyper=mode.hyper))]
        hits = correct(logits, y, axis=0) if classes else None
        if hits is not None:
            measured.append(hits.astype(jnp.float32))
        if keeps:
            outputs = jax.lax.dynamic_update_slice_in_dim(outputs, logits, start, axis=1)
        groups = [
            jnp.where(group[:, None], numbers, 0)
            for numbers in measured for group in (new & (row < boundary), new & (row >= boundary))
        ]  # fmt: skip
        sums = jnp.concatenate([batch_sum(group[None], stored) for group in groups])
        if hits is not None:
            # What is written twice is written the same.
            right = jax.lax.dynamic_update_slice_in_dim(right, hits, start, axis=0)
        return totals + sums, right, outputs

    nothing = (
        jnp.zeros((4 if classes else 2, trials)), jnp.zeros((examples, trials), bool) if classes else None,
        jnp.zeros((net.outputs, examples, trials)) if keeps else None,
    )  # fmt: skip
    totals, right, outputs = jax.lax.fori_loop(0, -(-examples // size), add_block, nothing)
    counts = jnp.array([boundary, examples - boundary], jnp.float32)
    found = {"loss": totals[:2].T / counts}
    if classes:
        found["accuracy"] = totals[2:].T / counts
    if keeps:
        of_one = partial(of_outputs, keeps, targets=targets, boundary=boundary, unit=unit)
        found |= jax.vmap(of_one)(jnp.transpose(outputs, (2, 1, 0)))
    values = jnp.stack([found[name] for name in metrics], axis=-1)
    return values, jnp.zeros((trials, 0), bool) if right is None else right[boundary:].T
