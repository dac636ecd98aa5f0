import numpy as np
import pytest

from trainlab.data.inputs import as_float32, check_inputs, pixels
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
