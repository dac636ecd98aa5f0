"""Geometry: exact cases, and the composed map against one made of float64 matrices."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from trainlab.augmentations.resample import resample
from trainlab.augmentations.warp import (
    cropped,
    flipped,
    rotated,
    shifted,
    spread,
    warp,
    zoomed,
)  # fmt: skip

draw = np.random.default_rng(0)
BATCH, HEIGHT, WIDTH = 4, 6, 9
IMAGES = draw.normal(size=(BATCH, HEIGHT, WIDTH, 2)).astype(np.float32)
SQUARE = draw.normal(size=(2, 5, 5, 1)).astype(np.float32)

HYPER = {name: jnp.float32(value) for name, value in
         {"shift": 2.5, "rotate": 40, "zoom": 0.4, "flip": 0.5, "crop": 3}.items()}  # fmt: skip
NUMBERS = {name: draw.random((5, BATCH)).astype(np.float32) for name in HYPER}


def changed(images, function):
    """The images under one affine map."""
    program = jax.jit(lambda images: resample(images, spread(function, images.shape[:3])))
    return np.asarray(program(jnp.asarray(images)))


def each(value, images):
    return jnp.full(len(images), value, jnp.float32)


def test_shifting_by_whole_pixels_moves_pixels_and_repeats_the_edge():
    got = changed(IMAGES, lambda points: shifted(points, each(2, IMAGES), each(-1, IMAGES)))
    np.testing.assert_array_equal(got[:, 2:, :-1], IMAGES[:, :-2, 1:])
    np.testing.assert_array_equal(got[:, :2, :-1], IMAGES[:, [0, 0], 1:])
    np.testing.assert_array_equal(got[:, 2:, -1], IMAGES[:, :-2, -1])


def test_shifting_by_half_a_pixel_averages_neighbours():
    got = changed(IMAGES, lambda points: shifted(points, each(0, IMAGES), each(0.5, IMAGES)))
    np.testing.assert_allclose(got[:, :, 1:], (IMAGES[:, :, 1:] + IMAGES[:, :, :-1]) / 2, atol=1e-6)


@pytest.mark.parametrize(("degrees", "quarters"), [(90, 1), (-180, 2)])
def test_quarter_turns_are_counterclockwise(degrees, quarters):
    got = changed(SQUARE, lambda points: rotated(points, each(degrees, SQUARE)))
    np.testing.assert_allclose(got, np.rot90(SQUARE, quarters, axes=(1, 2)), atol=1e-5)


def test_zooming_by_1_changes_nothing_and_by_3_enlarges_the_middle():
    np.testing.assert_array_equal(changed(SQUARE, lambda points: zoomed(points, each(1, SQUARE))), SQUARE)
    dot = np.zeros((1, 7, 7, 1), np.float32)
    dot[0, 3, 3, 0] = 1
    got = changed(dot, lambda points: zoomed(points, each(3, dot)))[0, :, :, 0]
    slope = (
        np.array([0, 1, 2, 3, 2, 1, 0]) / 3
    )  # a pixel as bilinear interpolation sees it, three times as wide
    np.testing.assert_allclose(got, np.outer(slope, slope), atol=1e-6)


def test_flipping_mirrors_the_marked_images_and_twice_changes_nothing():
    mirror = jnp.array([True, False, True, False])
    got = changed(IMAGES, lambda points: flipped(points, mirror))
    np.testing.assert_array_equal(got[0::2], IMAGES[0::2, :, ::-1])
    np.testing.assert_array_equal(got[1::2], IMAGES[1::2])
    np.testing.assert_array_equal(changed(got, lambda points: flipped(points, mirror)), IMAGES)


@pytest.mark.parametrize("place", [0.0, 0.3])
def test_a_cropped_window_is_stretched_to_full_size(place):
    pixels = 4.0
    got = changed(
        IMAGES,
        lambda points: cropped(
            points, jnp.float32(pixels), each(place, IMAGES), each(place, IMAGES), (HEIGHT, WIDTH)
        ),
    )
    # The middles of the result's pixels, spread evenly over the window from its edge on.
    rows, columns = (
        place * pixels + (np.arange(side) + 0.5) * (side - pixels) / side - 0.5 for side in (HEIGHT, WIDTH)
    )
    places = np.meshgrid(rows, columns, indexing="ij")
    for image, result in zip(IMAGES, got, strict=True):
        for channel in range(2):
            expected = map_coordinates(image[:, :, channel], places, order=1, mode="nearest")
            np.testing.assert_allclose(result[:, :, channel], expected, atol=1e-5)


def test_spreading_an_affine_map_takes_every_pixel_where_the_map_does():
    def function(points):
        return shifted(rotated(points, each(33, IMAGES)), each(1.25, IMAGES), each(-4, IMAGES))

    down, right = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    middle = jnp.asarray(down - (HEIGHT - 1) / 2)[None], jnp.asarray(right - (WIDTH - 1) / 2)[None]
    for got, expected in zip(spread(function, IMAGES.shape[:3]), function(middle), strict=True):
        np.testing.assert_allclose(got, expected, atol=1e-5)


def backwards(active, number):
    """The homogeneous matrix from the result's (down, right, 1) to the image's, for one of the images."""

    def drawn(name, place=0):
        return float(HYPER[name]) * (2 * float(NUMBERS[name][place, number]) - 1)

    matrices = {
        "shift": np.eye(3),
        "rotate": np.eye(3),
        "zoom": np.eye(3),
        "flip": np.eye(3),
        "crop": np.eye(3),
    }
    matrices["shift"][:2, 2] = [-drawn("shift", 0), -drawn("shift", 1)]
    angle = np.deg2rad(drawn("rotate"))
    matrices["rotate"][:2, :2] = [[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]
    matrices["zoom"][[0, 1], [0, 1]] = 1 / (1 + drawn("zoom"))
    matrices["flip"][1, 1] = -1 if NUMBERS["flip"][0, number] < float(HYPER["flip"]) else 1
    crop, places = float(HYPER["crop"]), NUMBERS["crop"][:2, number]
    matrices["crop"][[0, 1], [0, 1]] = 1 - crop / HEIGHT, 1 - crop / WIDTH
    matrices["crop"][:2, 2] = crop * (places - 0.5)
    whole = np.eye(3)
    for name in ("shift", "rotate", "zoom", "flip", "crop"):
        if name in active:
            whole = matrices[name] @ whole
    return whole


@pytest.mark.parametrize(
    "active",
    [
        ["shift"],
        ["rotate"],
        ["zoom"],
        ["flip"],
        ["crop"],
        ["rotate", "shift"],
        sorted(HYPER),
    ],
)
def test_what_is_composed_is_what_one_matrix_does(active):
    numbers = {name: jnp.asarray(NUMBERS[name]) for name in active}
    got = jax.jit(lambda images: warp(images, numbers, {}, HYPER))(jnp.asarray(IMAGES))
    pixels = np.mgrid[:HEIGHT, :WIDTH].reshape(2, -1) - np.array([[HEIGHT - 1], [WIDTH - 1]]) / 2
    for number in range(BATCH):
        points = backwards(active, number) @ np.vstack([pixels, np.ones(HEIGHT * WIDTH)])
        places = points[:2] + np.array([[HEIGHT - 1], [WIDTH - 1]]) / 2
        for channel in range(2):
            expected = map_coordinates(
                IMAGES[number, :, :, channel].astype(float), places, order=1, mode="nearest"
            )
            np.testing.assert_allclose(got[number, :, :, channel].ravel(), expected, atol=5e-5)


def test_a_zoom_that_32_bits_round_to_nothing_gives_numbers():
    numbers = {"zoom": jnp.zeros((5, 2))}
    got = warp(jnp.asarray(SQUARE), numbers, {}, {"zoom": jnp.float32(1)})
    assert jnp.isfinite(got).all()
    np.testing.assert_array_equal(got[:, 2, 2], SQUARE[:, 2, 2])
