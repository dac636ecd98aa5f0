"""Whether batches are large enough for the statistics that batch normalisation takes of them."""

from __future__ import annotations

import math

from trainlab.checks.result import CheckResult
from trainlab.nets import Net
from trainlab.nets.layers import BatchNorm

NAME = "batch statistics"

FEW = 8
"""Numbers below which a mean and a deviation are mostly noise: of ResNet-50 on ImageNet, Wu and He, "Group
Normalization", 2018, figure 1, report errors that rise steeply from batches of 8 an accelerator downwards."""


def check_batch_norm(net: Net, batch: int | None, examples: int) -> CheckResult:
    """Count the examples of a step, the last of an epoch too, where a layer normalises by them.

    Of one example alone the mean is the example: what such a layer gives is its beta whatever the input.
    Images have their pixels besides, so that one is enough for a deviation, though not of the data.

    Args:
        net: the net.
        batch: examples of a step; None where every step sees all of train.
        examples: training examples.
    """
    layers = [layer for layer in net.layers if isinstance(layer, BatchNorm) and layer.name not in net.frozen]
    expected = f"{FEW} examples or more in every batch"
    if not layers:
        return CheckResult(
            NAME, "skip", None, "no batch normalisation that learns", expected, "None is needed."
        )
    size = min(batch or examples, examples)
    last = examples % size or size
    flat = [layer.name for layer in layers if math.prod(layer.shape[:-1]) == 1]
    named = ", ".join(flat or [layer.name for layer in layers])
    measured = f"{size:,} examples a step" + f", {last:,} in the last of an epoch" * (last != size)
    if size == 1:
        if flat:
            advice = (
                f"{named} takes its mean from the one example of a step, so what it gives in training is the "
                f"same for every input, and no layer before it learns. Use a batch_size of {FEW} or "
                "more, or no batch normalisation."
            )
            return CheckResult(NAME, "fail", size, measured, expected, advice)
        advice = (
            f"{named} normalises each image by its own pixels in training, but by averages over images in "
            f"use: take a batch_size of {FEW} or more."
        )
        return CheckResult(NAME, "warn", size, measured, expected, advice)
    if last == 1 and flat:
        advice = (
            f"The last batch of every epoch is one example, of which {named} takes the mean: that step "
            "gives the same for every input, and shifts the moving averages. Use "
            f"batch_size={_without_a_single(size, examples)}."
        )
        return CheckResult(NAME, "warn", last, measured, expected, advice)
    if size < FEW and flat:
        advice = (
            f"{named} takes mean and deviation from {size} examples, mostly noise: use a larger batch_size."
        )
        return CheckResult(NAME, "warn", size, measured, expected, advice)
    return CheckResult(NAME, "pass", size, measured, expected)


def _without_a_single(size: int, examples: int) -> int:
    """The next larger batch size whose last batch does not have exactly one example."""
    return next(larger for larger in range(size + 1, examples + 1) if examples % larger != 1)
