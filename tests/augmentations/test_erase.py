"""Random erasing: which rectangles, with what, and that all else stays."""

from __future__ import annotations

# pyright: reportCallIssue=false
# Arguments are the rows of an array.
import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.augmentations.rectangles import AREA, FLATTEST, erase, rectangles

draw = np.random.default_rng(0)
IMAGES = jnp.asarray(draw.normal(size=(300, 8, 12, 2)), jnp.float32)
NUMBERS = jnp.asarray(draw.random((5, 300)), jnp.float32)
KEY = jax.random.key(0)
ends = st.floats(0, 1, exclude_max=True, width=32)

covered = jax.jit(rectangles, static_argnums=(1, 2))
erased = jax.jit(erase)


def oracle(share, ratio, down, right, height, width):
    """The rectangle in float64, drawn with loops; None where rounding to pixels is a close call."""
    area = (AREA[0] + (AREA[1] - AREA[0]) * share) * height * width
    aspect = math.exp(math.log(FLATTEST) + (math.log(1 / FLATTEST) - math.log(FLATTEST)) * (1 - ratio))
    flags = np.zeros((height, width), bool)
    sides = []
    for length, place, side in (
        (math.sqrt(area * aspect), down, height), (math.sqrt(area / aspect), right, width),
    ):  # fmt: skip
        if abs(length % 1 - 0.5) < 1e-4:
            return None
        length = min(max(round(length), 1), side)
        start = place * (side - length + 1)
        if 0 < abs(start - round(start)) < 1e-4:
            return None
        sides.append((int(start), length))
    (top, tall), (left, wide) = sides
    for row in range(top, top + tall):
        for column in range(left, left + wide):
            flags[row, column] = True
    return flags


@given(st.lists(ends, min_size=4, max_size=4))
def test_rectangles_are_those_of_the_paper(numbers):
    expected = oracle(*numbers, 8, 12)
    got = np.asarray(covered(jnp.array(numbers, jnp.float32)[:, None], 8, 12))[0]
    assert got.any()
    if expected is not None:
        np.testing.assert_array_equal(got, expected)


def test_areas_and_shapes_span_their_ranges():
    flags = np.asarray(covered(jnp.asarray(draw.random((4, 3000)), jnp.float32), 100, 100))
    tall, wide = flags.any(axis=2).sum(axis=1), flags.any(axis=1).sum(axis=1)
    np.testing.assert_array_equal(flags.sum(axis=(1, 2)), tall * wide)
    area = tall * wide / 10_000
    assert AREA[0] * 0.9 < area.min() < 0.03
    assert 0.38 < area.max() < AREA[1] * 1.02
    assert area.mean() == pytest.approx(0.21, abs=0.01)
    assert 0.27 < (tall / wide).min() < 0.32
    assert 3.1 < (tall / wide).max() < 3.7
    assert np.mean(tall > wide) == pytest.approx(0.5, abs=0.03)
    touching = flags[:, 0].any(axis=1).mean(), flags[:, -1].any(axis=1).mean()
    assert touching[0] == pytest.approx(touching[1], abs=0.03)


def test_only_rectangles_change_and_noise_stays_between_the_originals_ends():
    originals = np.asarray(IMAGES) * 2 + 1
    got = np.asarray(erased(IMAGES, jnp.asarray(originals), jnp.float32(1), NUMBERS, KEY))
    flags = np.asarray(covered(NUMBERS[1:], 8, 12))
    np.testing.assert_array_equal(got[~flags], np.asarray(IMAGES)[~flags])
    for number in range(300):
        noise = got[number][flags[number]]
        low, high = originals[number].min(), originals[number].max()
        assert low <= noise.min()
        assert noise.max() <= high
    places = (got - originals.min(axis=(1, 2, 3), keepdims=True)) / np.ptp(
        originals, axis=(1, 2, 3), keepdims=True
    )
    assert places[flags].mean() == pytest.approx(1 / 2, abs=0.02)
    assert places[flags].var() == pytest.approx(1 / 12, abs=0.01)


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_the_share_of_images_that_lose_a_rectangle(share):
    got = erased(IMAGES, IMAGES, jnp.float32(share), NUMBERS, KEY)
    lost = np.asarray((got != IMAGES).any(axis=(1, 2, 3)))
    np.testing.assert_array_equal(lost, np.asarray(NUMBERS[0]) < np.float32(share))
