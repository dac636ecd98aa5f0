"""Rectangles of images, filled with noise."""

from __future__ import annotations

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from trainlab.augmentations.draw import coarse_uniform

AREA = (0.02, 0.4)
"""Smallest and largest share of the image that a rectangle covers."""

FLATTEST = 0.3
"""Smallest ratio of a rectangle's height and width; the largest is its inverse."""


def erase(
    images: Float[Array, "batch height width channels"],
    originals: Float[Array, "batch height width channels"],
    share: Float[Array, ""],
    numbers: Float[Array, "5 batch"],
    key: Array,
) -> Float[Array, "batch height width channels"]:
    """Fill a rectangle of some images with noise (Zhong et al. 2020, "Random Erasing Data Augmentation").

    The noise is uniform, a number of its own for each pixel and channel, between the lowest and the highest
    number of the original: between black and white where pixels are 0 to 1, and right for others too.

    Args:
        images: the images.
        originals: the images before any change.
        share: of the images that lose a rectangle.
        numbers: between 0 and 1: whether, and which rectangle.
        key: of the noise.
    """
    chosen = (numbers[0] < share)[:, None, None] & rectangles(numbers[1:], images.shape[1], images.shape[2])
    low, high = (end(originals, axis=(1, 2, 3), keepdims=True) for end in (jnp.min, jnp.max))
    noise = low + (high - low) * coarse_uniform(key, images.shape)
    return jnp.where(chosen[..., None], noise, images)


def rectangles(
    numbers: Float[Array, "4 batch"], height: int, width: int
) -> Bool[Array, "batch {height} {width}"]:
    """One rectangle an image, as the pixels it covers.

    Its share of the image is uniform in ``AREA``. Its ratio of sides is log-uniform, as in torchvision, so
    that wide and tall are equally likely; in the paper it is uniform. Its place is uniform among those where
    it fits; a side that is longer than the image's is cut, where the paper draws another rectangle.

    Args:
        numbers: between 0 and 1: share, ratio, and place down and to the right.
        height, width: of the images.
    """
    share, ratio, down, right = numbers
    side = jnp.sqrt(height * width * (AREA[0] + (AREA[1] - AREA[0]) * share))
    stretch = FLATTEST ** (ratio - 0.5)  # the root of a ratio between FLATTEST and its inverse
    rows, columns = _covered(side * stretch, down, height), _covered(side / stretch, right, width)
    return rows[:, :, None] & columns[:, None, :]


def _covered(length: Float[Array, " batch"], place: Float[Array, " batch"], side: int) -> Array:
    """The pixels of a side that an interval of whole pixels covers, (batch, side) flags."""
    length = jnp.clip(jnp.round(length), 1, side)
    start = jnp.floor(place * (side - length + 1))
    pixels = jnp.arange(side)
    return (start[:, None] <= pixels) & (pixels < (start + length)[:, None])
