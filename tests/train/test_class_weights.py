"""Class weights: scikit-learn's for ``balanced``, and lists that are read or refused in clear words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import SettingError
from trainlab.train.class_weights import read_class_weights

COUNTS = np.array([30, 10])


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=12).filter(any))
def test_balanced_is_what_scikit_learn_calls_so(counts):
    from sklearn.utils.class_weight import compute_class_weight

    counts = np.array(counts)
    present = np.flatnonzero(counts)
    weights = read_class_weights("balanced", counts)
    assert weights.shape == counts.shape
    assert weights.dtype == np.float32
    expected = compute_class_weight("balanced", classes=present, y=np.repeat(np.arange(len(counts)), counts))
    np.testing.assert_allclose(weights[present], expected, rtol=1e-6)
    assert not weights[counts == 0].any()
    assert (weights * counts).sum() == pytest.approx(counts.sum(), rel=1e-5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1:5", [1, 5]), (" 1 : 5 ", [1, 5]), ("0:1", [0, 1]), ("0.5:1e-3", [0.5, 1e-3]),
        ("3.4e38:0", [3.4e38, 0]), ("Balanced", [2 / 3, 2]),
    ],
)  # fmt: skip
def test_one_number_a_class(text, expected):
    weights = read_class_weights(text, COUNTS)
    assert weights.dtype == np.float32
    np.testing.assert_array_equal(weights, np.array(expected, np.float32))


@pytest.mark.parametrize(
    ("text", "classes", "end"),
    [
        ("1:5", 3, "(1:1:5), not '1:5'. It names 2."),
        ("1:2:3", 2, "(1:5), not '1:2:3'. It names 3."),
        ("5", 2, "(1:5), not '5'. It names 1."),
        ("1,5", 2, "(1:5), not '1,5'. It names 1."),
        ("1:", 2, "(1:5), not '1:'."),
        ("1:-5", 2, "(1:5), not '1:-5'."),
        ("1:-1e300", 2, "(1:5), not '1:-1e300'."),
        ("0:0", 2, "(1:5), not '0:0'."),
        ("1e-60:0", 2, "(1:5), not '1e-60:0'."),
        ("1:nan", 2, "(1:5), not '1:nan'."),
        ("1:inf", 2, "(1:5), not '1:inf'."),
        ("1:1e39", 2, "(1:5), not '1:1e39'."),
        ("1:five", 2, "(1:5), not '1:five'."),
        ("balansed", 2, "(1:5), not 'balansed'. Did you mean 'balanced'?"),
        ("1:5", 100, "(1:1:...:5), not '1:5'. It names 2."),
    ],
)
def test_refused(text, classes, end):
    with pytest.raises(SettingError) as caught:
        read_class_weights(text, np.full(classes, 7))
    assert str(caught.value) == (
        f"class_weights of the recipe must be none, balanced, or {classes} numbers >= 0, one a class and not "
        f"all 0, joined by colons {end}"
    )


def test_the_numbers_do_not_depend_on_the_counts():
    assert (read_class_weights("1:5", COUNTS) == read_class_weights("1:5", np.array([0, 1]))).all()
