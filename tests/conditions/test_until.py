"""The setting ``until`` is read as questions are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.conditions.until import CURVES, Condition, read_until
from trainlab.errors import SettingError
from trainlab.tasks import OF_CLASSES

OPERATORS = ("<", "<=", ">", ">=")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("train_loss<0.3", ("train_loss", "<", 0.3)),
        ("train_loss<=.3", ("train_loss", "<=", 0.3)),
        ("  validation_accuracy  >=  98e-2 ", ("validation_accuracy", ">=", 0.98)),
        ("evaluated_train_loss > -1", ("evaluated_train_loss", ">", -1.0)),
        ("train_accuracy>1", ("train_accuracy", ">", 1.0)),
        ("validation_loss<3e38", ("validation_loss", "<", 3e38)),
        ("validation_accuracy >= 95%", ("validation_accuracy", ">=", 0.95)),
        ("(train_loss < 1)", ("train_loss", "<", 1.0)),
        ("0.3>train_loss", ("train_loss", "<", 0.3)),
        ("95% <= train_accuracy", ("train_accuracy", ">=", 0.95)),
    ],
)
def test_conditions_are_read(text, condition):
    assert read_until(text) == Condition(*condition)


@given(
    st.sampled_from(("train_loss", *OF_CLASSES)),
    st.sampled_from(OPERATORS),
    st.floats(width=32, allow_nan=False, allow_infinity=False),
    st.sampled_from(("", " ", "\t")),
)
def test_every_comparison_of_a_curve_with_a_number_is_read_back(curve, operator, threshold, space):
    text = f"{curve}{space}{operator}{space}{threshold!r}"
    assert read_until(text) == Condition(curve, operator, threshold)


@pytest.mark.parametrize(
    "text",
    [
        "", "0.3", "train_loss", "train_loss<", "<0.3", "train_loss=0.3", "train_loss==0.3",
        "train_loss!=0.3", "train_loss=<0.3", "train_loss<<0.3", "train_loss<>0.3", "train_loss< =0.3",
        "train_loss<0.3 or train_loss>3", "train_loss<half", "train_loss<0,3", "min(train_loss) < 0.3",
        "train_loss<0.3<1", "train loss<0.3", "train_loss<nan", "train_loss<inf", "0.3 < 0.4",
        "train_loss<__import__('os')", "train_loss<1 2",
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused_with_an_example(text):
    with pytest.raises(SettingError, match=r"until of the recipe must be .* such as train_loss<0\.3, not '"):
        read_until(text)


def test_an_unknown_curve_is_told_the_nearest():
    with pytest.raises(
        SettingError, match="unknown curve in until 'val_loss': did you mean 'validation_loss'"
    ):
        read_until("val_loss<0.3")
    with pytest.raises(SettingError, match="did you mean 'train_loss'") as caught:
        read_until("trainloss<0.3")
    assert all(curve in str(caught.value) for curve in CURVES)


@pytest.mark.parametrize("threshold", ["1e39", "-4e38"])
def test_thresholds_beyond_32_bits_are_refused(threshold):
    with pytest.raises(SettingError, match="must compare with a number that fits a 32-bit float"):
        read_until(f"train_loss<{threshold}")
