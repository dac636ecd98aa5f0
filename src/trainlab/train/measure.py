"""Measuring a trial on whole splits, and keeping the weights of its best evaluation."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
from jaxtyping import Array, Bool, Float, Int

from trainlab.metrics import METRICS
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
    metrics: tuple[str, ...],
    parameters: Parameters,
    statistics: Parameters,
    mode: Mode,
    inputs: Float[Array, "examples features"],
    targets: Int[Array, " examples"] | Float[Array, "examples targets"],
    boundary: int,
    unit: Float[Array, " targets"] | None = None,
) -> tuple[Float[Array, "2 metrics"], Bool[Array, " second"]]:
    """What two groups of examples measure, one after the other: the mean loss (without penalties) and others.

    Both groups go through the net in one pass, so that it is compiled once.

    Args:
        net: the architecture.
        loss: the setting ``loss``.
        metrics: names of what is measured, the loss first.
        parameters: the trial's variables, those of frozen layers too.
        statistics: what its layers keep.
        mode: to use the net, with the trial's traced settings.
        inputs: both groups.
        targets: their class numbers, or numbers.
        boundary: how many examples the first group has; from there on they are the second.
        unit: what a difference of 1 between numeric targets is in the unit of the file.

    Returns:
        The metrics, the first group's and the second's; NaN for a group without examples. Then which
        examples of the second group are right; none of them where targets are numbers.
    """
    examples, classes = targets.shape[0], targets.ndim == 1
    keeps = computed(metrics)
    blocks = -(-examples // block_size(net))
    size = -(-examples // blocks)

    def add_block(index: Array | int, carry: tuple[Array, Any, Any]) -> tuple[Array, Any, Any]:
        totals, right, outputs = carry
        # The last block reaches back over rows already counted instead of past the end.
        start = jnp.minimum(index * size, examples - size)
        x = jax.lax.dynamic_slice_in_dim(inputs, start, size)
        y = jax.lax.dynamic_slice_in_dim(targets, start, size)
        number = y[0] if classes else y[0, 0].astype(jnp.int32)
        seen = turned(x, number) if takes_images(net) else x
        logits, _ = net.apply(parameters, seen, mode, statistics)
        row = start + jnp.arange(size)
        new = row >= index * size
        group = jnp.stack([new & (row < boundary), new & (row >= boundary)])
        losses = example_losses(logits, y, loss, hyper=mode.hyper)
        if keeps:
            # What is written twice is written the same.
            outputs = jax.lax.dynamic_update_slice_in_dim(outputs, logits, start, axis=0)
        if not classes:
            return totals + jnp.where(group, losses, 0).sum(axis=-1), right, outputs
        hits = correct(logits, y)
        measured = jnp.stack([losses, hits.astype(jnp.float32)])
        before = jax.lax.dynamic_slice_in_dim(right, start, size)
        right = jax.lax.dynamic_update_slice_in_dim(right, jnp.where(new, hits, before), start, axis=0)
        return totals + jnp.where(group, measured[:, None], 0).sum(axis=-1), right, outputs

    nothing = (
        jnp.zeros((2, 2) if classes else 2), jnp.zeros(examples, bool) if classes else None,
        jnp.zeros((examples, net.outputs)) if keeps else None,
    )  # fmt: skip
    totals, right, outputs = (
        add_block(0, nothing) if blocks == 1 else jax.lax.fori_loop(0, blocks, add_block, nothing)
    )
    means = jnp.atleast_2d(totals / jnp.array([boundary, examples - boundary], jnp.float32))
    found: dict[str, Array] = dict(zip(("loss", "accuracy"), means, strict=False))
    if keeps:
        found |= of_outputs(keeps, outputs, targets, boundary, unit)
    values = jnp.stack([found[name] for name in metrics], axis=-1)
    return values, jnp.zeros(0, bool) if right is None else right[boundary:]


def computed(metrics: tuple[str, ...]) -> tuple[str, ...]:
    """The metrics that are computed from all outputs of a group, and not summed up on the way."""
    return tuple(name for name in metrics if METRICS[name].measure is not None)


def of_outputs(
    metrics: tuple[str, ...],
    outputs: Float[Array, "examples outputs"],
    targets: Int[Array, " examples"] | Float[Array, "examples targets"],
    boundary: int,
    unit: Float[Array, " targets"] | None,
) -> dict[str, Float[Array, " 2"]]:
    """Metrics of both groups, from the outputs of one trial's net.

    Args:
        metrics: names of :func:`computed` ones.
        outputs: of both groups.
        targets, boundary, unit: as of :func:`measure`.
    """
    found = {}
    for name in metrics:
        function = METRICS[name].measure
        assert function is not None
        found[name] = jnp.stack([
            function(outputs[part], targets[part], *(() if unit is None else (unit,)))
            if len(targets[part]) else jnp.float32(jnp.nan)
            for part in (slice(boundary), slice(boundary, None))
        ])  # fmt: skip
    return found


def keep_best(best: Best, candidate: Best, due: Bool[Array, ""]) -> Best:
    """The better of one trial's best evaluation so far and this one, if one is due."""
    tied = candidate.score == best.score
    higher = (candidate.score > best.score) | (tied & (candidate.tie > best.tie))
    return replaced(best, candidate, due & higher & jnp.isfinite(candidate.tie))
