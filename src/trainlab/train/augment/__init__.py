"""Random changes to the training examples of a step, one kind a file; ``augment`` puts them together."""

from trainlab.train.augment.augment import augment
from trainlab.train.augment.check import AUGMENTATIONS, check_augmentation

__all__ = ["AUGMENTATIONS", "augment", "check_augmentation"]
