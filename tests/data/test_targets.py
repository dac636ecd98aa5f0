import numpy as np
import pytest

from trainlab.data.targets import encode_targets
from trainlab.errors import DataError


@pytest.mark.parametrize(
    ("given", "numbers", "names"),
    [
        ([3, 1, 3], [1, 0, 1], ("1", "3")),
        (["b", "a", "b"], [1, 0, 1], ("a", "b")),
        ([b"b", b"a"], [1, 0], ("a", "b")),
        ([True, False], [1, 0], ("false", "true")),
        ([1.0, 0.0], [1, 0], ("0", "1")),
        ([0.5, 1.5, 0.5], [0, 1, 0], ("0.5", "1.5")),
        ([10, 9, -1], [2, 1, 0], ("-1", "9", "10")),
        (np.array([2, 7], dtype=np.uint8), [0, 1], ("2", "7")),
    ],
)
def test_every_value_is_a_class_in_sorted_order(given, numbers, names):
    (encoded,), classes = encode_targets([given], None, "y")
    assert encoded.dtype == np.int32
    assert encoded.tolist() == numbers
    assert classes == names


def test_classes_are_the_same_in_every_part():
    (train, test), classes = encode_targets([["b", "c"], ["a", "c"]], None, "y")
    assert classes == ("a", "b", "c")
    assert (train.tolist(), test.tolist()) == ([1, 2], [0, 2])


@pytest.mark.parametrize("given", [["no", "yes", "no"], [0, 1, 0], [False, True, False]])
def test_given_class_names_set_the_numbers(given):
    (encoded,), classes = encode_targets([given], ["no", "yes", "maybe"], "y")
    assert encoded.tolist() == [0, 1, 0]
    assert classes == ("no", "yes", "maybe")


@pytest.mark.parametrize(
    ("given", "classes", "words"),
    [
        ([[0, 1], [1, 0]], None, r"argmax\(axis=1\)"),
        ([[0], [1]], None, r"y.ravel\(\)"),
        ([], None, "are empty"),
        ([[0], [1, 2]], None, "not an array"),
        ([1, 1, 1], None, r"one class only \('1'\)"),
        ([0, 0], ["a", "b"], "one class only"),
        ([0.5, np.nan], None, "nan in example 1"),
        ([0.5, np.inf], None, "inf in example 1"),
        (["a", ""], None, "empty name in example 1"),
        (np.array(["a", None]), None, "None in example 1"),
        (np.array(["a", 1], dtype=object), None, "mix int and str"),
        (np.ma.masked_array([1, 2], [False, True]), None, r"missing value \(masked\) in example 1"),
        (np.array(["2024-01-01", "NaT"], "M8[D]"), None, "missing date in example 1"),
        (np.linspace(0, 1, 21), None, "21 different values in 21 examples.*task='classification'"),
        (np.arange(21), None, "21 different values in 21 examples"),
        ([0, 2], ["a", "b"], "hold 2, but with 2 class names a target is a number from 0 to 1"),
        ([0, -1], ["a", "b"], "hold -1"),
        (
            ["genuine", "forgd"],
            ["genuine", "forged"],
            "'forgd', which is not one of .* Did you mean 'forged'",
        ),
        ([0, 1], ["a", "a"], "must differ"),
    ],
)
def test_what_names_no_classes_is_refused(given, classes, words):
    with pytest.raises(DataError, match=words):
        encode_targets([given], classes, "the targets of mine")


def test_many_classes_with_examples_enough_are_fine():
    _, classes = encode_targets([np.repeat(np.arange(100), 3)], None, "y")
    assert len(classes) == 100
