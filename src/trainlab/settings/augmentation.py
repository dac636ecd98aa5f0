"""Settings of augmentation: how far training images are changed at random, differently at every step."""

from __future__ import annotations

from trainlab.augmentations import AUGMENTATIONS
from trainlab.settings.mechanisms import mechanism_settings
from trainlab.specs.setting import Setting


def augmentation_settings() -> tuple[Setting, ...]:
    """The settings that the augmentations specify.

    Raises:
        SettingError: a specification is at odds with itself.
    """
    return mechanism_settings(AUGMENTATIONS)
