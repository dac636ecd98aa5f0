"""Shift, rotation, zoom, flip and crop: maps of points, all of them one resampling (``warp``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainlab.augmentations.augmentation import Augmentation, magnitude

if TYPE_CHECKING:
    import jax

SMALLEST_ZOOM = 1e-6
"""Least factor an image is scaled by: 1 - zoom may round to 0."""


def _shift(points: Any, numbers: jax.Array, size: tuple[int, int], shift: jax.Array) -> Any:
    from trainlab.augmentations.draw import within
    from trainlab.augmentations.warp import shifted

    return shifted(points, within(shift, numbers[0]), within(shift, numbers[1]))


SHIFT = Augmentation(
    name="shift",
    settings=(magnitude("shift", "Largest shift of an image along each axis, in pixels."),),
    points=_shift,
    numbers=2,
    in_pixels=True,
    first=0,
)


def _rotate(points: Any, numbers: jax.Array, size: tuple[int, int], rotate: jax.Array) -> Any:
    from trainlab.augmentations.draw import within
    from trainlab.augmentations.warp import rotated

    return rotated(points, within(rotate, numbers[0]))


ROTATE = Augmentation(
    name="rotate",
    settings=(magnitude("rotate", "Largest rotation of an image, in degrees.", high=180.0),),
    points=_rotate,
    numbers=1,
    first=2,
)


def _zoom(points: Any, numbers: jax.Array, size: tuple[int, int], zoom: jax.Array) -> Any:
    import jax.numpy as jnp

    from trainlab.augmentations.draw import within
    from trainlab.augmentations.warp import zoomed

    return zoomed(points, jnp.maximum(1 + within(zoom, numbers[0]), SMALLEST_ZOOM))


ZOOM = Augmentation(
    name="zoom",
    settings=(
        magnitude(
            "zoom", "Images are scaled by a random factor of 1 - zoom to 1 + zoom.", 1.0, open_high=True
        ),
    ),
    points=_zoom,
    numbers=1,
    first=3,
)


def _flip(points: Any, numbers: jax.Array, size: tuple[int, int], flip: jax.Array) -> Any:
    from trainlab.augmentations.warp import flipped

    return flipped(points, numbers[0] < flip)


FLIP = Augmentation(
    name="flip",
    settings=(magnitude("flip", "Fraction of images that are mirrored left to right.", high=1.0),),
    points=_flip,
    numbers=1,
    first=4,
)


def _crop(points: Any, numbers: jax.Array, size: tuple[int, int], crop: jax.Array) -> Any:
    from trainlab.augmentations.warp import cropped

    return cropped(points, crop, numbers[0], numbers[1], size)


CROP = Augmentation(
    name="crop",
    settings=(magnitude("crop", "Pixels cut off at random; the rest is stretched to full size."),),
    points=_crop,
    numbers=2,
    in_pixels=True,
    first=5,
)
