"""Which augmentations suit which data."""

from __future__ import annotations

import pytest

from trainlab.augmentations import AUGMENTATIONS as ROOM
from trainlab.augmentations.check import check_augmentation
from trainlab.errors import SettingError

AUGMENTATIONS = frozenset(ROOM)
GREY, COLOUR, TABLE = (28, 28, 1), (32, 48, 3), (4,)


def test_the_names_are_those_of_the_settings_that_switch_something_on():
    assert sorted(AUGMENTATIONS) == [
        "brightness", "contrast", "crop", "elastic", "erase", "flip", "hue", "input_noise", "rotate",
        "saturation", "shift", "zoom",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("active", "shape", "values"),
    [
        (AUGMENTATIONS, COLOUR, {"crop": 31.9, "shift": 31}),
        (AUGMENTATIONS - {"hue", "saturation"}, GREY, None),
        ({"input_noise", "l2", "momentum"}, TABLE, None),
        ((), TABLE, {"shift": 9}),
    ],
)
def test_what_suits_the_data_passes(active, shape, values):
    check_augmentation(frozenset(active), shape, "mine", values)


@pytest.mark.parametrize("name", sorted(AUGMENTATIONS - {"input_noise"}))
def test_images_are_not_tables(name):
    with pytest.raises(
        SettingError, match=f"{name} changes images, but mine is a table of 4 features: only input_"
    ):
        check_augmentation(frozenset({name, "input_noise"}), TABLE, "mine")


@pytest.mark.parametrize("name", ["saturation", "hue"])
@pytest.mark.parametrize("channels", [1, 2, 4])
def test_colours_need_three_channels(name, channels):
    with pytest.raises(
        SettingError, match=f"{name} needs images with 3 channels.*those of mine have {channels}"
    ):
        check_augmentation(frozenset({name, "shift"}), (8, 8, channels), "mine")


@pytest.mark.parametrize("name", ["shift", "crop"])
def test_windows_and_shifts_are_smaller_than_the_image(name):
    with pytest.raises(SettingError, match=rf"{name} .* mine \(32 x 48 pixels\), not 32"):
        check_augmentation(frozenset({name}), COLOUR, "mine", {name: 32.0})
