"""Settings of augmentation: how far training images are changed at random, differently at every step."""

from __future__ import annotations

from trainlab.augmentations import AUGMENTATIONS
from trainlab.settings.regularisers import check_mechanism
from trainlab.specs.setting import Setting


def augmentation_settings() -> tuple[Setting, ...]:
    """The settings that the augmentations specify.

    Raises:
        SettingError: a specification is at odds with itself.
    """
    for one in AUGMENTATIONS.values():
        check_mechanism(f"augmentation '{one.name}'", one.name, one.settings)
    return tuple(setting for one in AUGMENTATIONS.values() for setting in one.settings)
