"""All random changes to the examples of a step."""

from __future__ import annotations

from collections.abc import Mapping

from jaxtyping import Array, Float

from trainlab.train.augment.check import AUGMENTATIONS, FOR_ALL
from trainlab.train.augment.colour import recolour
from trainlab.train.augment.draw import draw_numbers, stream
from trainlab.train.augment.erase import erase
from trainlab.train.augment.noise import add_noise
from trainlab.train.augment.warp import GEOMETRY, warp


def augment(
    rows: Float[Array, "batch features"],
    shape: tuple[int, ...],
    key: Array,
    hyper: Mapping[str, Array],
    active: frozenset[str],
) -> Float[Array, "batch features"]:
    """Change every example at random, each with its own random numbers.

    In this order: the image is warped (elastic, crop, flip, zoom, rotate and shift in one resampling), its
    colours change (contrast, brightness, saturation, hue), a rectangle is erased, noise is added. What one
    mechanism draws depends on ``key`` alone: adding brightness leaves the rotations as they are.

    Numbers are not cut back to the range they had. Keras and torchvision cut off at black and white, which
    they can because their pixels lie between known ends; inputs here may be standardised.

    Args:
        rows: examples; images flattened by height, width, channel.
        shape: shape of one example, (height, width, channels) of images. Others take ``input_noise`` only.
        key: of this step and trial.
        hyper: the magnitudes by the names of their settings; they may be traced.
        active: settings that are switched on; those that are not augmentations are ignored.

    Returns:
        The changed examples; ``rows`` themselves where no augmentation is active.

    >>> import jax, jax.numpy as jnp
    >>> rows = jnp.arange(6.0).reshape(1, 6)  # an image of 2 x 3 pixels
    >>> augment(rows, (2, 3, 1), jax.random.key(0), {"flip": jnp.float32(1)}, frozenset({"flip"})).tolist()
    [[2.0, 1.0, 0.0, 5.0, 4.0, 3.0]]
    """
    asked = active & AUGMENTATIONS
    if asked - FOR_ALL:
        originals = images = rows.reshape(-1, *shape)
        numbers = draw_numbers(key, asked, len(images))
        if asked & GEOMETRY:
            images = warp(images, numbers, stream(key, "elastic") if "elastic" in asked else None, hyper)
        images = recolour(images, originals, numbers, hyper)
        if "erase" in asked:
            images = erase(images, originals, hyper["erase"], numbers["erase"], stream(key, "erase"))
        rows = images.reshape(rows.shape)
    if "input_noise" in asked:
        rows = add_noise(rows, hyper["input_noise"], stream(key, "input_noise"))
    return rows
