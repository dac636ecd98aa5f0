"""Random erasing: a rectangle of an image is replaced by noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.augmentations.augmentation import Augmentation, magnitude

if TYPE_CHECKING:
    import jax


def _erase(
    images: jax.Array, originals: jax.Array, numbers: jax.Array, key: jax.Array, erase: jax.Array
) -> jax.Array:
    from trainlab.augmentations import rectangles

    return rectangles.erase(images, originals, erase, numbers, key)


ERASE = Augmentation(
    name="erase",
    settings=(
        magnitude(
            "erase",
            "Fraction of images with a random rectangle filled with noise (Zhong et al. 2020).",
            high=1.0,
        ),
    ),
    images=_erase,
    numbers=5,
    first=11,
    stream=2,
)
