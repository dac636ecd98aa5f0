"""Contrast, brightness, saturation and hue of images, each by one random number an image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.augmentations.augmentation import Augmentation, magnitude

if TYPE_CHECKING:
    import jax


def _contrast(
    images: jax.Array, originals: jax.Array, numbers: jax.Array, key: jax.Array, contrast: jax.Array
) -> jax.Array:
    # The mean of the image is almost that of the original, but to take it XLA would warp the images twice.
    from trainlab.augmentations.draw import within
    from trainlab.augmentations.recolour import each

    mean = originals.mean(axis=(1, 2, 3), keepdims=True)
    return mean + each(1 + within(contrast, numbers[0])) * (images - mean)


CONTRAST = Augmentation(
    name="contrast",
    settings=(
        magnitude(
            "contrast",
            "Distance from the image's mean is scaled by a factor between 1 - contrast and 1 + contrast.",
            high=1.0,
        ),
    ),
    images=_contrast,
    numbers=1,
    first=8,
)


def _brightness(
    images: jax.Array, originals: jax.Array, numbers: jax.Array, key: jax.Array, brightness: jax.Array
) -> jax.Array:
    from trainlab.augmentations.draw import within
    from trainlab.augmentations.recolour import each

    return images + each(within(brightness, numbers[0]))


BRIGHTNESS = Augmentation(
    name="brightness",
    settings=(
        magnitude("brightness", "A random number between -brightness and brightness is added to the image."),
    ),
    images=_brightness,
    numbers=1,
    first=7,
)


def _saturation(
    images: jax.Array, originals: jax.Array, numbers: jax.Array, key: jax.Array, saturation: jax.Array
) -> jax.Array:
    from trainlab.augmentations.draw import within
    from trainlab.augmentations.recolour import saturate

    return saturate(images, 1 + within(saturation, numbers[0]))


SATURATION = Augmentation(
    name="saturation",
    settings=(
        magnitude(
            "saturation",
            "Distance from grey is scaled by a factor between 1 - saturation and 1 + saturation; colour "
            "images only.",
            high=1.0,
        ),
    ),
    images=_saturation,
    numbers=1,
    colours=True,
    first=9,
)


def _hue(
    images: jax.Array, originals: jax.Array, numbers: jax.Array, key: jax.Array, hue: jax.Array
) -> jax.Array:
    from trainlab.augmentations.draw import within
    from trainlab.augmentations.recolour import turn_hue

    return turn_hue(images, within(hue, numbers[0]))


HUE = Augmentation(
    name="hue",
    settings=(magnitude("hue", "Largest rotation of the hue, in degrees; colour images only.", high=180.0),),
    images=_hue,
    numbers=1,
    colours=True,
    first=10,
)
