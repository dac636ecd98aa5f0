"""All changes of geometry, as one map from the pixels of the result to points of the image.

Each function below maps points of a result back to points of what was changed: the inverse of what it does to
the image. Composed, last change first, they say where in the image each pixel of the result looks; the image
is resampled there once, so that it is blurred once, whatever is switched on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from trainlab.augmentations import AUGMENTATIONS, Augmentation
from trainlab.augmentations.resample import Points, pixel_grid, resample

Numbers = Float[Array, " batch"]


def warp(
    images: Float[Array, "batch height width channels"],
    numbers: Mapping[str, Float[Array, "_ batch"]],
    keys: Mapping[str, Array],
    hyper: Mapping[str, Array],
) -> Float[Array, "batch height width channels"]:
    """Deform, crop, flip, zoom, rotate and shift images, in this order, by one bilinear resampling.

    Args:
        images: the images.
        numbers: numbers between 0 and 1 for each map of points that is switched on, by its name.
        keys: of each field of displacements that is switched on, by its name.
        hyper: the magnitudes.
    """
    batch, height, width, _ = images.shape

    def affine(points: Points) -> Points:
        for one in AUGMENTATIONS.values():
            if one.points is not None and one.name in numbers:
                points = one.points(points, numbers[one.name], (height, width), **own(one, hyper))
        return points

    points = spread(affine, (batch, height, width))
    for one in AUGMENTATIONS.values():
        if one.field is not None and one.name in keys:
            down, right = one.field((batch, height, width), keys[one.name], **own(one, hyper))
            points = points[0] + down, points[1] + right
    return resample(images, points)


def own(one: Augmentation, hyper: Mapping[str, Array]) -> dict[str, Array]:
    """The settings of an augmentation by name."""
    return {setting.name: hyper[setting.name] for setting in one.settings}


def spread(affine: Callable[[Points], Points], shape: tuple[int, int, int]) -> Points:
    """Where an affine map takes every pixel, worked out from where it takes three points.

    The matrix product is there for its speed: XLA computes it once. Mapped one by one, the pixels' points
    were computed again, with their sines and cosines, at each use, which took up to ten times as long.

    Args:
        affine: the map.
        shape: batch, height, width.
    """
    batch, height, width = shape
    origin_and_units = jnp.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])[:, None, None]
    mapped = affine((origin_and_units[0], origin_and_units[1]))
    origin, *units = jnp.concatenate([jnp.broadcast_to(point, (batch, 1, 3)) for point in mapped], axis=1).T
    matrix = jnp.stack([origin, *(unit - origin for unit in units)], axis=-1)
    # Rounded as products are by default on a GPU, points would be off by hundredths of pixels.
    down, right = jnp.matmul(matrix, pixel_grid(height, width), precision="highest")
    return down.reshape(shape), right.reshape(shape)


def shifted(points: Points, down: Numbers, right: Numbers) -> Points:
    """Move images by a number of pixels."""
    return points[0] - _each(down), points[1] - _each(right)


def rotated(points: Points, degrees: Numbers) -> Points:
    """Turn images about their centre, counterclockwise."""
    cos, sin = (_each(function(jnp.deg2rad(degrees))) for function in (jnp.cos, jnp.sin))
    down, right = points
    return cos * down + sin * right, cos * right - sin * down


def zoomed(points: Points, factor: Numbers) -> Points:
    """Scale images about their centre; what a factor above 1 pushes beyond the edges is lost."""
    return points[0] / _each(factor), points[1] / _each(factor)


def flipped(points: Points, mirror: Bool[Array, " batch"]) -> Points:
    """Mirror images left to right, those that are marked."""
    return points[0], jnp.where(_each(mirror), -points[1], points[1])


def cropped(
    points: Points, pixels: Float[Array, ""], down: Numbers, right: Numbers, size: tuple[int, int]
) -> Points:
    """Cut out a window and stretch it to the size of the image.

    Args:
        points: where the pixels of the result look.
        pixels: by how much the window's sides are shorter.
        down, right: its place, from 0 (at the top, or left) to 1.
        size: height and width of the images.
    """
    height, width = size
    return (
        points[0] * (1 - pixels / height) + pixels * _each(down - 0.5),
        points[1] * (1 - pixels / width) + pixels * _each(right - 0.5),
    )


def _each(numbers: Array) -> Array:
    """One number an image, as numbers that meet its pixels."""
    return numbers[:, None, None]
