"""Colours against hand arithmetic and NumPy in float64."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.augmentations import AUGMENTATIONS
from trainlab.augmentations.recolour import YIQ, saturate, turn_hue

draw = np.random.default_rng(0)
IMAGES = draw.random((3, 4, 5, 3)).astype(np.float32)
LUMA = np.array([0.299, 0.587, 0.114])
NUMBERS = {name: draw.random((5, 3)).astype(np.float32)
           for name in ("brightness", "contrast", "saturation", "hue")}  # fmt: skip


def recoloured(images, magnitudes):
    numbers = {name: jnp.asarray(NUMBERS[name]) for name in magnitudes}
    hyper = {name: jnp.float32(value) for name, value in magnitudes.items()}

    @jax.jit
    def recolour(images, originals, numbers, hyper):
        for name, one in AUGMENTATIONS.items():
            if name in numbers and one.images is not None:
                images = one.images(images, originals, numbers[name], None, **{name: hyper[name]})
        return images

    return np.asarray(recolour(jnp.asarray(images), jnp.asarray(IMAGES), numbers, hyper))


def amount(name, magnitude, image):
    return magnitude * (2 * float(NUMBERS[name][0, image]) - 1)


def test_brightness_adds_one_number_to_an_image_and_cuts_nothing_off():
    got = recoloured(IMAGES, {"brightness": 3.0})
    for number, image in enumerate(IMAGES):
        np.testing.assert_allclose(got[number], image + amount("brightness", 3, number), atol=1e-6)
    assert got.max() > 1
    assert got.min() < 0


def test_contrast_stretches_about_the_mean_of_the_original():
    got = recoloured(IMAGES, {"contrast": 0.5})
    for number, image in enumerate(IMAGES.astype(float)):
        mean = sum(image.ravel()) / image.size
        expected = mean + (1 + amount("contrast", 0.5, number)) * (image - mean)
        np.testing.assert_allclose(got[number], expected, atol=1e-6)
        assert got[number].mean() == pytest.approx(mean, rel=1e-5)


def test_without_saturation_grey_of_the_same_luma_is_left():
    grey = saturate(jnp.asarray(IMAGES), jnp.zeros(3))
    np.testing.assert_allclose(grey, np.repeat((IMAGES @ LUMA)[..., None], 3, axis=-1), atol=1e-6)
    np.testing.assert_allclose(saturate(jnp.asarray(IMAGES), jnp.ones(3)), IMAGES, atol=1e-6)


def test_saturation_scales_the_distance_from_grey():
    got = recoloured(IMAGES, {"saturation": 1.0})
    for number, image in enumerate(IMAGES):
        grey = (image @ LUMA)[..., None]
        expected = grey + (1 + amount("saturation", 1, number)) * (image - grey)
        np.testing.assert_allclose(got[number], expected, atol=1e-6)


def test_hue_turns_chroma_as_a_complex_number_and_keeps_luma():
    got = recoloured(IMAGES, {"hue": 90.0})
    np.testing.assert_allclose(got @ LUMA, IMAGES @ LUMA, atol=1e-6)
    for number, image in enumerate(IMAGES):
        turn = np.exp(1j * np.deg2rad(amount("hue", 90, number)))
        for before, after in zip(image.reshape(-1, 3), got[number].reshape(-1, 3), strict=True):
            luma, *chroma = YIQ.astype(float) @ before
            chroma = complex(*chroma) * turn
            expected = np.linalg.solve(YIQ.astype(float), [luma, chroma.real, chroma.imag])
            np.testing.assert_allclose(after, expected, atol=1e-5)


def test_whole_turns_and_greys_stay():
    np.testing.assert_allclose(turn_hue(jnp.asarray(IMAGES), jnp.full(3, 360.0)), IMAGES, atol=1e-5)
    grey = np.repeat(IMAGES[..., :1], 3, axis=-1)
    np.testing.assert_allclose(turn_hue(jnp.asarray(grey), jnp.array([20.0, 75, 180])), grey, atol=1e-5)
    # The axes of chroma have no luma of their own.
    np.testing.assert_allclose(YIQ.sum(axis=1), [1, 0, 0], atol=1e-6)
