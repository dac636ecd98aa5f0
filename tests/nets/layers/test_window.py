"""Sliding windows, against counting by hand and against each other."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import NetError
from trainlab.nets.layers.window import Window, check_image, check_units, check_window

small = st.integers(1, 4)
pairs = st.tuples(small, small)

WINDOWS = pytest.mark.parametrize(
    "window",
    [
        Window((5, 4), (3, 2), (1, 1), "valid"),
        Window((5, 6), (2, 3), (2, 2), "same"),
        Window((7, 5), (2, 2), (3, 3), "valid"),
        Window((5, 5), (2, 3), (2, 3), "same"),
    ],
    ids=str,
)
"""Overlapping, with margins, with gaps between them, and side by side."""


@st.composite
def windows(draw):
    size = draw(pairs)
    image = tuple(length + draw(st.integers(0, 4)) for length in size)
    return Window(image, size, draw(pairs), draw(st.sampled_from(["valid", "same"])))


def planes_of(size):
    return jnp.asarray(np.random.default_rng(0).normal(size=(2, *size, 2)), jnp.float32)


@given(windows())
def test_places_are_counted_by_hand(window):
    (top, _), (left, _) = window.margins
    for axis, before in enumerate((top, left)):
        starts = [
            start for start in range(-before, window.image[axis], window.stride[axis])
            if start + window.size[axis] <= window.padded_size[axis] - before
        ]  # fmt: skip
        assert len(starts) == window.places[axis]


@given(windows())
def test_same_gives_a_place_for_every_stride_and_no_margin_that_is_not_needed(window):
    if window.padding == "valid":
        assert window.margins == ((0, 0), (0, 0))
        return
    for axis, (before, after) in enumerate(window.margins):
        assert window.places[axis] == len(range(0, window.image[axis], window.stride[axis]))
        assert after - before in (0, 1)
        covered = (window.places[axis] - 1) * window.stride[axis] + window.size[axis]
        assert before + after == max(0, covered - window.image[axis])


def test_uneven_margins_are_larger_at_the_end():
    # As TensorFlow documents it: 13 wide, a window of 6, stride 5: one before, two after.
    assert Window((13, 13), (6, 6), (5, 5), "same").margins == ((1, 2), (1, 2))


@given(windows())
def test_own_pixels_are_counted_by_hand(window):
    ones = np.pad(np.ones(window.image), window.margins)
    expected = np.broadcast_to(window.own_pixels, (*window.places, 1))
    for p in range(window.places[0]):
        for q in range(window.places[1]):
            top, left = p * window.stride[0], q * window.stride[1]
            seen = ones[top : top + window.size[0], left : left + window.size[1]]
            assert seen.sum() == expected[p, q, 0]


@WINDOWS
def test_what_is_seen_lies_where_the_window_says(window):
    padded = window.padded(planes_of(window.image), 7.0)
    assert padded.shape[1:3] == window.padded_size
    pixels = np.asarray(padded)
    for row, column in window.offsets:
        seen = np.asarray(window.seen(padded, (row, column)))
        for p in range(window.places[0]):
            for q in range(window.places[1]):
                pixel = pixels[:, p * window.stride[0] + row, q * window.stride[1] + column]
                np.testing.assert_array_equal(seen[:, p, q], pixel)


@WINDOWS
def test_cropping_takes_the_margins_off(window):
    planes = planes_of(window.image)
    np.testing.assert_array_equal(window.cropped(window.padded(planes, 7.0)), planes)


@WINDOWS
def test_putting_back_is_the_transpose_of_seeing(window):
    planes = planes_of(window.padded_size)
    other = planes_of(window.places)
    for offset in (window.offsets[0], window.offsets[-1]):
        one, two = window.seen(planes, offset) * other, planes * window.put_back(other, offset)
        np.testing.assert_allclose(one.sum(), two.sum(), rtol=1e-5)


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_tiles_lie_at_the_places_of_windows_side_by_side(padding):
    window = Window((5, 7), (2, 3), (2, 3), padding)
    assert window.side_by_side
    pooled = planes_of(window.places)
    expected = sum(window.put_back(pooled, offset) for offset in window.offsets)
    np.testing.assert_array_equal(window.tiled(pooled[:, :, None, :, None]), expected)


@pytest.mark.parametrize(
    ("shape", "size", "stride", "padding", "message"),
    [
        ((784,), (3, 3), (1, 1), "valid", r"'conv1' takes images .* a row of 784 numbers reaches it"),
        ((3, 9, 1), (4, 3), (1, 1), "valid", r"'conv1' .* 4x3 over images of only 3x9.*'same' padding"),
        ((9, 3, 1), (3, 4), (1, 1), "valid", r"'conv1' .* 3x4 over images of only 9x3.*'same' padding"),
        ((9, 9, 1), (0, 3), (1, 1), "valid", r"'conv1' needs .* at least 1, not 0x3 and 1x1"),
        ((9, 9, 1), (3, 3), (1, 0), "valid", r"'conv1' needs .* at least 1, not 3x3 and 1x0"),
        ((9, 9, 1), (3, 3), (1, 1), "sane", r"padding of layer 'conv1' 'sane': did you mean 'same'\?"),
    ],
)
def test_a_window_that_cannot_slide_is_refused(shape, size, stride, padding, message):
    with pytest.raises(NetError, match=message):
        check_window("conv1", shape, size, stride, padding)


def test_a_window_larger_than_the_image_may_have_margins():
    check_window("conv1", (3, 3, 1), (5, 5), (1, 1), "same")


def test_what_is_no_image_or_makes_nothing_is_refused():
    check_image("pool1", (2, 3, 4))
    with pytest.raises(NetError, match="'pool1' takes images"):
        check_image("pool1", (24,))
    check_units("conv1", "filters", 1)
    with pytest.raises(NetError, match="'conv1' needs at least 1 of its filters, not 0"):
        check_units("conv1", "filters", 0)
