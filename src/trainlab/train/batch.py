"""What a step sees of the data, and how images go through a net: turned in memory, and part by part.

What flows between the layers of a convolutional net is many times as large as its images, and of a whole
batch more than a cache holds. Where no layer looks at several examples at once, such a batch goes through the
net in parts that do fit, and losses and gradients of the parts are added up.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
from jaxtyping import Array, Float, Int

from trainlab.nets import Net
from trainlab.nets.barrier import in_rows, written
from trainlab.nets.layers import LAYERS, Convolution, DepthwiseConvolution, Layer, SeparableConvolution
from trainlab.nets.layers.convolve import by_shifts
from trainlab.regularisers import REGULARISERS
from trainlab.train.recipe import Recipe

FEWEST = 32
"""Examples of a part, at least, and what their number is a multiple of (``bench/parts.py``)."""

PART_NUMBERS = 1 << 14
"""Numbers that the layers make of a part, at least: below that, calling kernels takes longer than they do."""

WHOLE_NUMBERS = 1 << 16
"""Numbers that the layers make of a whole batch from which on parts win."""


ONE_THREAD_NUMBERS = 1 << 18
"""Numbers that the layers make at once up to which kernels are faster whole than split between threads."""


class StepBatch(NamedTuple):
    """What a step sees, shared by all trials.

    Attributes:
        x: inputs of the batch.
        y: class numbers, or numeric targets, (batch, targets).
        count: how many of its examples are real, where the last batch of an epoch is padded; else None.
        step: number of the step.
    """

    x: Float[Array, "batch features"]
    y: Int[Array, " batch"] | Float[Array, "batch targets"]
    count: Int[Array, ""] | None  # pyright: ignore[reportIncompatibleMethodOverride]
    step: Int[Array, ""]


def takes_images(net: Net) -> bool:
    """Whether a net looks at images, and not at rows."""
    return len(net.input_shape) == 3


def numbers_made(net: Net, examples: int) -> int:
    """Numbers that the layers of a net make of so many examples."""
    return examples * sum(math.prod(layer.output_shape) for layer in net.layers)


def part_size(recipe: Recipe, examples: int) -> int:
    """How many examples of a batch go through the net together: all of them, or fewer.

    Args:
        recipe: a population's static settings.
        examples: of the batch.
    """
    net = recipe.net
    if not takes_images(net) or numbers_made(net, examples) < WHOLE_NUMBERS or not _adds_up(recipe):
        return examples
    if jax.default_backend() != "cpu":
        return examples
    size = FEWEST * max(1, round(PART_NUMBERS / numbers_made(net, FEWEST)))
    worth_it = size < examples and net.parameters <= numbers_made(net, size)
    return size if worth_it and all(map(_takes_parts, net.layers)) else examples


def kernels_stay_whole(recipe: Recipe, examples: int) -> bool:
    """Whether the kernels of a step of images are too small to be split between threads.

    Args:
        recipe: a population's static settings.
        examples: of a batch.
    """
    at_once = numbers_made(recipe.net, part_size(recipe, examples))
    return takes_images(recipe.net) and at_once <= ONE_THREAD_NUMBERS


def _adds_up(recipe: Recipe) -> bool:
    """Whether the loss of a batch is the mean of what its examples give, each by itself and nothing drawn."""
    alone = all(REGULARISERS.is_own(name) for name in recipe.active if name in REGULARISERS)
    return alone and not recipe.random and not recipe.net.statistics


def _takes_parts(layer: Layer) -> bool:
    """Whether a layer is known to look at each example by itself, and takes few as fast as many."""
    match layer:
        case Convolution():
            return by_shifts(layer.variables["kernel"], layer.window.padded_size, layer.stride)
        case DepthwiseConvolution() | SeparableConvolution():
            name = "kernel" if isinstance(layer, DepthwiseConvolution) else "depthwise_kernel"
            return by_shifts(layer.variables[name], layer.window.padded_size, layer.stride)
    return any(type(layer) is LAYERS[name].layer for name in LAYERS if LAYERS.is_own(name))


def over_parts(
    measure: Callable[[StepBatch], tuple[tuple[Array, Any], Any]], recipe: Recipe, batch: StepBatch
) -> tuple[tuple[Array, Any], Any]:
    """The mean loss of a batch with the statistics after it, and the gradient.

    Args:
        measure: gives them for a batch, or for a part of one.
        recipe: the population's static settings.
        batch: what the step sees.
    """
    examples = batch.y.shape[0]
    size = part_size(recipe, examples)
    if size == examples:
        images = turned(batch.x, batch.step) if takes_images(recipe.net) else batch.x
        return measure(batch._replace(x=images))
    parts = -(-examples // size)
    new_in_first = examples - (parts - 1) * size  # the rest of the first part is the second one's
    total = examples if batch.count is None else batch.count

    def share_of(part: Array) -> tuple[Array, Any]:
        start = jnp.maximum(part * size - (size - new_in_first), 0)
        x, y = (jax.lax.dynamic_slice_in_dim(of, start, size) for of in (batch.x, batch.y))
        count, share = None, 1 / parts
        if batch.count is not None or new_in_first < size:
            count = jnp.clip(total - start, 0, jnp.where(part == 0, new_in_first, size))
            share = count / total
        (loss, _), gradient = measure(StepBatch(turned(x, batch.step), y, count, batch.step))
        return jax.tree.map(lambda of: of * share, (loss, gradient))

    def add(part: Array, sums: tuple[Array, Any]) -> tuple[Array, Any]:
        return jax.tree.map(jnp.add, sums, share_of(part))

    shapes = jax.eval_shape(share_of, batch.step)
    nothing = jax.tree.map(lambda of: jnp.zeros(of.shape, of.dtype), shapes)
    loss, gradient = jax.lax.fori_loop(0, parts, add, nothing)
    return (loss, {}), gradient


def turned(images: Float[Array, "batch features"], number: Int[Array, ""]) -> Float[Array, "batch features"]:
    """Images that lie in memory as layers take them, the batch last; to programs they are rows.

    Args:
        images: as rows.
        number: as of :func:`trainlab.nets.barrier.written`.
    """
    return in_rows(written(in_rows(images.T), number)).T
