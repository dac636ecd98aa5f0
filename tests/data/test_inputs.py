import numpy as np
import pytest

from trainlab.data.inputs import as_float32, check_inputs, is_blurred, pixels
from trainlab.errors import DataError


def test_images_get_a_channel_axis_and_the_rest_stays():
    assert check_inputs(np.zeros((3, 4, 5)), "x").shape == (3, 4, 5, 1)
    assert check_inputs(np.zeros((3, 4, 5, 2)), "x").shape == (3, 4, 5, 2)
    assert check_inputs([[1, 2], [3, 4]], "x").tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([1.0, 2.0], r"not \(2,\)"),
        (np.zeros((2, 2, 2, 2, 2)), "must have shape"),
        (np.zeros((0, 3)), r"are empty: their shape is \(0, 3\)"),
        (np.zeros((3, 0)), "are empty"),
        ([["a", "b"]], "must be numbers"),
        (np.array([[1 + 2j]]), "must be numbers, not complex128"),
        ([[1.0], [1.0, 2.0]], "are not an array"),
        ([[0.0, 1.0], [np.nan, 1.0]], r"missing value \(NaN\) in example 1"),
        ([[0.0, 1.0], [2.0, -np.inf]], "-inf, which is not a finite 32-bit number, in example 1"),
        ([[0.0], [1.0], [1e300]], "1e[+]300, which is not a finite 32-bit number, in example 2"),
    ],
)
def test_what_cannot_be_inputs_is_refused_by_name(given, words):
    with pytest.raises(DataError, match="the inputs of mine .*" + words):
        check_inputs(given, "the inputs of mine")


def test_a_copy_shares_no_memory_and_is_contiguous():
    x = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    copy = as_float32(x)
    assert not np.shares_memory(x, copy)
    assert copy.flags.c_contiguous
    assert copy.tolist() == x.tolist()


def test_pixels_are_divided_by_255():
    scaled = pixels(np.array([[[0, 51, 255]]], dtype=np.uint8))
    assert scaled.dtype == np.float32
    assert scaled.shape == (1, 1, 3, 1)
    assert scaled.ravel().tolist() == pytest.approx([0, 0.2, 1])


def test_a_masked_value_is_missing():
    masked = np.ma.masked_array([[1.0, 2.0], [3.0, 4.0]], [[False, False], [False, True]])
    with pytest.raises(DataError, match=r"missing value \(masked\) in example 1"):
        check_inputs(masked, "the inputs")
    assert check_inputs(np.ma.masked_array([[1.0]]), "the inputs").tolist() == [[1.0]]


@pytest.mark.parametrize(
    ("column", "blurred"),
    [
        (np.arange(1000) + 1_700_000_000, True),
        (1e5 + np.random.default_rng(0).normal(size=1000), True),
        (np.arange(1000) + 2000, False),
        (np.random.default_rng(0).normal(size=1000), False),
        (5 + np.random.default_rng(0).normal(size=1000), False),
        (np.full(1000, 0.1), False),
        (np.arange(1000, dtype=np.uint8), False),
    ],
)
def test_what_32_bits_would_blur(column, blurred):
    assert is_blurred(column[:, np.newaxis]) == blurred
    assert is_blurred(np.column_stack([np.zeros(1000), column, np.ones(1000)])) == blurred
