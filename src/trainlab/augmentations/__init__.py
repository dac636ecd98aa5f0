"""Random changes to the training examples of a step: a file each, or one for those that work alike.

A file holds specifications and the functions that make the changes; a row here is all that lists one. The
mathematics of images (``warp``, ``resample``, ``displacements``, ``recolour``, ``rectangles``) are pure
functions in files of their own, which load JAX; ``augment`` puts all together.
"""

from trainlab.augmentations.augmentation import Augmentation
from trainlab.augmentations.colour import BRIGHTNESS, CONTRAST, HUE, SATURATION
from trainlab.augmentations.elastic import ELASTIC
from trainlab.augmentations.erase import ERASE
from trainlab.augmentations.geometry import CROP, FLIP, ROTATE, SHIFT, ZOOM
from trainlab.augmentations.input_noise import INPUT_NOISE
from trainlab.specs.room import Room

__all__ = ["AUGMENTATIONS", "Augmentation"]

AUGMENTATIONS = Room(
    "augmentation",
    (
        SHIFT,
        ROTATE,
        ZOOM,
        FLIP,
        CROP,
        ELASTIC,
        CONTRAST,
        BRIGHTNESS,
        SATURATION,
        HUE,
        ERASE,
        INPUT_NOISE,
    ),
)
"""Every augmentation by name, in the order they are listed, and act where several change colours."""
