"""Settings of augmentation: how far training images are changed at random, anew at every step."""

from __future__ import annotations

from trainlab.specs.setting import By, Setting


def _magnitude(name: str, meaning: str, high: float = float("inf"), open_high: bool = False) -> Setting:
    return Setting(
        name=name, owner="recipe", kind="traced", type="number", low=0.0, high=high, open_high=open_high,
        scale="linear", neutral=0.0, meaning=meaning,
    )  # fmt: skip


AUGMENTATION = (
    _magnitude("shift", "Images are moved by up to so many pixels along each axis."),
    _magnitude("rotate", "Images are turned by up to so many degrees.", high=180.0),
    _magnitude("zoom", "Images are scaled by a factor between 1 - zoom and 1 + zoom.", 1.0, open_high=True),
    _magnitude("flip", "Share of images that are mirrored left to right.", high=1.0),
    _magnitude("crop", "A window smaller by so many pixels is cut out at random and stretched to full size."),
    _magnitude("brightness", "A number between -brightness and brightness is added to the image."),
    _magnitude("contrast", "Distance from the image's mean is scaled by a factor between 1 - contrast and "
               "1 + contrast.", high=1.0),
    _magnitude("saturation", "Distance from grey is scaled by a factor between 1 - saturation and "
               "1 + saturation; colour images only.", high=1.0),
    _magnitude("hue", "Colours are turned by up to so many degrees of the colour circle; colour images only.",
               high=180.0),
    _magnitude("input_noise", "Standard deviation of Gaussian noise added to every input."),
    _magnitude("elastic", "Pixels wander by about so many pixels, neighbours alike (Simard et al. 2003)."),
    Setting(
        name="elastic_smoothness", owner="recipe", kind="traced", type="number",
        default=By("elastic", {"*": 4.0}), low=0.0, open_low=True, scale="log",
        meaning="Pixels over which elastic's wandering is alike: deviation of its Gaussian blur.",
    ),
    _magnitude("erase", "Share of images with a random rectangle filled with noise (Zhong et al. 2020).",
               high=1.0),
)  # fmt: skip
