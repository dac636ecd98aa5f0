"""Settings of augmentation: how far training images are changed at random, differently at every step."""

from __future__ import annotations

from trainlab.specs.setting import By, Setting


def _magnitude(name: str, meaning: str, high: float = float("inf"), open_high: bool = False) -> Setting:
    return Setting(
        name=name, owner="recipe", kind="traced", type="number", low=0.0, high=high, open_high=open_high,
        scale="linear", neutral=0.0, meaning=meaning,
    )  # fmt: skip


AUGMENTATION = (
    _magnitude("shift", "Largest shift of an image along each axis, in pixels."),
    _magnitude("rotate", "Largest rotation of an image, in degrees.", high=180.0),
    _magnitude("zoom", "Images are scaled by a random factor of 1 - zoom to 1 + zoom.", 1.0, open_high=True),
    _magnitude("flip", "Fraction of images that are mirrored left to right.", high=1.0),
    _magnitude("crop", "Pixels cut off at random; the rest is stretched to full size."),
    _magnitude("brightness", "A random number between -brightness and brightness is added to the image."),
    _magnitude("contrast", "Distance from the image's mean is scaled by a factor between 1 - contrast and "
               "1 + contrast.", high=1.0),
    _magnitude("saturation", "Distance from grey is scaled by a factor between 1 - saturation and "
               "1 + saturation; colour images only.", high=1.0),
    _magnitude("hue", "Largest rotation of the hue, in degrees; colour images only.",
               high=180.0),
    _magnitude("input_noise", "Standard deviation of Gaussian noise added to every input."),
    _magnitude("elastic", "Deviation of an elastic distortion's shifts, in pixels (Simard et al. 2003)."),
    Setting(
        name="elastic_smoothness", owner="recipe", kind="traced", type="number",
        default=By("elastic", {"*": 4.0}), low=0.0, open_low=True, scale="log",
        meaning="Standard deviation of the Gaussian that smooths elastic's shifts, in pixels.",
    ),
    _magnitude("erase", "Fraction of images with a random rectangle filled with noise (Zhong et al. 2020).",
               high=1.0),
)  # fmt: skip

AUGMENTATIONS = frozenset(setting.name for setting in AUGMENTATION if setting.neutral is not None)
"""Settings that switch an augmentation on when they leave their neutral value."""
