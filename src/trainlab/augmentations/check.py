"""Whether augmentations suit the data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trainlab.augmentations import AUGMENTATIONS
from trainlab.errors import SettingError
from trainlab.specs.setting import Value, format_value


def check_augmentation(
    active: Iterable[str],
    input_shape: tuple[int, ...],
    data: str,
    values: Mapping[str, Value] | None = None,
) -> None:
    """Refuse augmentations that mean nothing to the data.

    Args:
        active: settings that are switched on; those that are not augmentations are ignored.
        input_shape: shape of one example: (features,), or (height, width, channels).
        data: the dataset's name.
        values: values of the settings by name: where given, those in pixels are checked against the size of
            the image.

    Raises:
        SettingError: an augmentation of images is asked for but the data is a table, one of colours but the
            images have none, or ``shift`` or ``crop`` is as large as the image or larger.
    """
    asked = [AUGMENTATIONS[name] for name in sorted(active) if name in AUGMENTATIONS]
    if len(input_shape) != 3:
        of_all = sorted(name for name, one in AUGMENTATIONS.items() if one.rows is not None)
        suit = f"{', '.join(of_all)} {'suits' if len(of_all) == 1 else 'suit'}"
        for one in asked:
            if one.rows is None:
                raise SettingError(
                    f"{one.name} changes images, but {data} is a table of {input_shape[0]} features: only "
                    f"{suit} it."
                )
        return
    height, width, channels = input_shape
    for one in asked:
        if one.colours and channels != 3:
            raise SettingError(
                f"{one.name} needs images with 3 channels, red, green and blue; those of {data} have "
                f"{channels}."
            )
        value = (values or {}).get(one.name)
        if one.in_pixels and isinstance(value, (int, float)) and value >= min(height, width):
            raise SettingError(
                f"{one.name} of the recipe must be less than the shorter side of the images of {data} "
                f"({height} x {width} pixels), not {format_value(value)}."
            )
