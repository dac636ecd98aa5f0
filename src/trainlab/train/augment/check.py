"""Which augmentations there are, and whether they suit the data."""

from __future__ import annotations

from collections.abc import Mapping

from trainlab.errors import SettingError
from trainlab.settings import Value, format_value
from trainlab.settings.augmentation import AUGMENTATIONS

FOR_ALL = frozenset({"input_noise"})
"""Those that suit feature tables as well as images."""

FOR_COLOUR = frozenset({"saturation", "hue"})
"""Those that need red, green and blue."""


def check_augmentation(
    active: frozenset[str],
    input_shape: tuple[int, ...],
    data: str,
    values: Mapping[str, Value] | None = None,
) -> None:
    """Refuse augmentations that mean nothing to the data.

    Args:
        active: settings that are switched on; those that are not augmentations are ignored.
        input_shape: shape of one example: (features,), or (height, width, channels).
        data: the dataset's name.
        values: values of the settings by name: where given, ``shift`` and ``crop`` are checked against the
            size of the image.

    Raises:
        SettingError: an augmentation of images is asked for but the data is a table, one of colours but the
            images have none, or ``shift`` or ``crop`` is as large as the image or larger.
    """
    asked = sorted(active & AUGMENTATIONS)
    if len(input_shape) != 3:
        for name in asked:
            if name not in FOR_ALL:
                raise SettingError(
                    f"{name} changes images, but {data} is a table of {input_shape[0]} features: only "
                    f"{', '.join(sorted(FOR_ALL))} suits it."
                )
        return
    height, width, channels = input_shape
    for name in asked:
        if name in FOR_COLOUR and channels != 3:
            raise SettingError(
                f"{name} needs images with 3 channels, red, green and blue; those of {data} have {channels}."
            )
        value = (values or {}).get(name)
        if name in ("shift", "crop") and isinstance(value, (int, float)) and value >= min(height, width):
            raise SettingError(
                f"{name} of the recipe must be less than the shorter side of the images of {data} "
                f"({height} x {width} pixels), not {format_value(value)}."
            )
