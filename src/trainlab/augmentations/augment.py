"""All random changes to the examples of a step."""

from __future__ import annotations

from collections.abc import Mapping

from jaxtyping import Array, Float

from trainlab.augmentations import AUGMENTATIONS
from trainlab.augmentations.draw import draw_numbers, stream
from trainlab.augmentations.warp import own, warp


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
        shape: shape of one example, (height, width, channels) of images.
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
    asked = [one for one in AUGMENTATIONS.values() if one.name in active]
    if any(one.rows is None for one in asked):
        originals = images = rows.reshape(-1, *shape)
        numbers = draw_numbers(key, asked, len(images))
        maps = {one.name: numbers[one.name] for one in asked if one.points is not None}
        fields = {one.name: stream(key, one) for one in asked if one.field is not None}
        if maps or fields:
            images = warp(images, maps, fields, hyper)
        for one in asked:
            if one.images is not None:
                given = numbers.get(one.name), stream(key, one)
                images = one.images(images, originals, *given, **own(one, hyper))
        rows = images.reshape(rows.shape)
    for one in asked:
        if one.rows is not None:
            rows = one.rows(rows, stream(key, one), **own(one, hyper))
    return rows
