"""How a value is read: what is allowed, what is refused, and in which words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from trainlab.errors import SettingError
from trainlab.settings import SETTINGS, By, Setting, format_value, get_setting

PYTHON_TYPES = {"number": float, "integer": int, "choice": str, "flag": bool, "text": str}

settings = st.sampled_from(list(SETTINGS.values()))
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(), st.binary(),
    st.sampled_from(["nan", "inf", "-inf", "1e999", "1e-3", "0x10", " 8 ", "1_000", "FULL", "no", "-0", "٣"]),
    st.sampled_from([10**400, -(10**400), 2**53 + 1, np.longdouble(1), np.float64, object()]),
)  # fmt: skip
arrays = npst.arrays(npst.scalar_dtypes(), npst.array_shapes(min_dims=0, min_side=0, max_side=3))
anything = st.one_of(
    scalars,
    arrays,
    arrays.filter(lambda array: array.size > 0).map(lambda array: array.flat[0]),
    st.lists(scalars, max_size=3),
    st.dictionaries(st.text(max_size=3), scalars, max_size=2),
)


@given(settings, anything)
def test_reading_gives_an_allowed_value_or_refuses_in_the_words_of_the_setting(setting, value):
    read, refusal = None, None
    try:
        read = setting.read(value)
    except SettingError as error:
        refusal = str(error)
    if refusal is not None:
        assert refusal.startswith(f"{setting.name} of the {setting.owner} must be {setting.allowed}, not ")
    elif isinstance(read, str) and setting.words:
        assert read in setting.words
    else:
        assert type(read) is PYTHON_TYPES[setting.type]
        assert setting.type not in ("number", "integer") or setting.low <= read <= setting.high
        assert not isinstance(read, float) or math.isfinite(read)
        assert setting.read(read) == read


def numbers(setting: Setting) -> st.SearchStrategy:
    """Values inside the setting's range."""
    low, high = max(setting.low, -1e30), min(setting.high, 1e30)
    if setting.type == "integer":
        return st.integers(int(low), int(min(high, 2**53)))
    return st.floats(low, high, exclude_min=setting.open_low, exclude_max=setting.open_high)


@given(settings.filter(lambda setting: setting.type in ("number", "integer")), st.data())
def test_what_is_written_reads_back(setting, data):
    value = data.draw(numbers(setting))
    assert setting.read(value) == value
    assert setting.read(repr(value)) == value
    assert setting.read(f" {value!r}\n") == value
    assert setting.read(np.array(value)[()]) == value
    shown = format_value(setting.read(value))
    assume(setting.type == "integer" or not (setting.open_high and float(shown) >= setting.high))
    assert setting.read(shown) == pytest.approx(value, rel=1e-5)


@given(settings, st.data())
def test_names_read_back_in_any_case(setting, data):
    names = setting.choices or setting.words
    assume(names)
    name = data.draw(st.sampled_from(names))
    assert (
        setting.read(name)
        == setting.read(name.upper())
        == setting.read(f" {name} ")
        == format_value(name)
        == name
    )


@pytest.mark.parametrize(
    ("name", "given", "expected"),
    [
        ("learning_rate", "1e-3", 0.001),
        ("learning_rate", 0, 0.0),
        ("learning_rate", np.float32(0.5), 0.5),
        ("learning_rate", np.array(0.5), 0.5),
        ("batch_size", "32", 32),
        ("batch_size", 32.0, 32),
        ("batch_size", "1e3", 1000),
        ("batch_size", np.int64(8), 8),
        ("batch_size", "Full", "full"),
        ("eval_every", "epoch", "epoch"),
        ("seed", 2**32 - 1, 2**32 - 1),
        ("momentum", 1, 1.0),
        ("optimizer", "Adam", "adam"),
        ("shuffle", "no", False),
        ("shuffle", "ON", True),
        ("shuffle", 0, False),
        ("shuffle", np.bool_(True), True),
        ("net", " 4-6-1 ", "4-6-1"),
        ("net", 10, "10"),
    ],
)
def test_accepted(name, given, expected):
    read = get_setting(name).read(given)
    assert read == expected
    assert type(read) is type(expected)


@pytest.mark.parametrize(
    ("name", "given", "message"),
    [
        ("learning_rate", "-1", "learning_rate of the recipe must be a number >= 0, not '-1'."),
        ("learning_rate", "fast", "learning_rate of the recipe must be a number >= 0, not 'fast'."),
        ("learning_rate", True, "learning_rate of the recipe must be a number >= 0, not True."),
        ("learning_rate", math.nan, "learning_rate of the recipe must be a number >= 0, not nan."),
        ("learning_rate", "inf", "learning_rate of the recipe must be a number >= 0, not 'inf'."),
        ("learning_rate", [0.1], "learning_rate of the recipe must be a number >= 0, not [0.1]."),
        ("bias_init", None, "bias_init of the net must be a number, not None."),
        ("beta_1", 1.0, "beta_1 of the recipe must be a number >= 0 and < 1, not 1.0."),
        ("train_fraction", 0, "train_fraction of the data must be a number > 0 and <= 1, not 0."),
        ("epochs", 2.5, "epochs of the recipe must be a whole number >= 1, not 2.5."),
        ("epochs", 0, "epochs of the recipe must be a whole number >= 1, not 0."),
        ("seed", 2**32, "seed of the recipe must be a whole number >= 0 and <= 4294967295, not 4294967296."),
        ("batch_size", "ful", "batch_size of the recipe must be a whole number >= 1 or 'full', not 'ful'. "
                              "Did you mean 'full'?"),
        ("batch_size", "auto", "batch_size of the recipe must be a whole number >= 1 or 'full', not 'auto'."),
        ("activation", "rleu", "activation of the net must be relu, tanh, sigmoid, identity, not 'rleu'. "
                               "Did you mean 'relu'?"),
        ("shuffle", "maybe", "shuffle of the recipe must be true or false, not 'maybe'."),
        ("shuffle", 2, "shuffle of the recipe must be true or false, not 2."),
        ("net", "  ", "net of the net must be text, not '  '."),
        ("net", 4.5, "net of the net must be text, not 4.5."),
    ],
)  # fmt: skip
def test_refused(name, given, message):
    with pytest.raises(SettingError) as caught:
        get_setting(name).read(given)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "value", [np.arange(2), np.array([]), np.array(["a", "b"]), 10**400, "1" + "0" * 400]
)
def test_what_is_not_one_finite_number_is_refused(value):
    with pytest.raises(SettingError, match=r"^learning_rate of the recipe must be a number >= 0, not "):
        get_setting("learning_rate").read(value)


def test_a_default_by_another_setting():
    by = By("optimizer", {"sgd": 0.01}, otherwise=0.001)
    assert by.get({"optimizer": "sgd"}) == 0.01
    assert by.get({"optimizer": "adam"}) == 0.001
    assert By("optimizer", {"sgd": 0.01}).get({"optimizer": "adam"}) is None
    assert By("optimizer", {"sgd": 0.01}).get({}) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("learning_rate", "sgd: 0.01; else 0.001"),
        ("rho", "rmsprop: 0.9, adadelta: 0.95"),
        ("net", "-"),
        ("shuffle", "true"),
        ("eval_every", "auto"),
        ("eval_examples", "10000"),
    ],
)
def test_defaults_in_words(name, expected):
    assert get_setting(name).default_text() == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "-"), (True, "true"), (False, "false"), (1, "1"), (4294967295, "4294967295"), (1.0, "1"),
        (1e-7, "1e-07"), (1 / 3, "0.333333"), (1e30, "1e+30"), ("784-10", "784-10"),
    ],
)  # fmt: skip
def test_values_in_words(value, expected):
    assert format_value(value) == expected


def test_a_setting_without_a_range_says_only_what_it_is():
    free = Setting(name="x", owner="net", kind="traced", type="number", meaning="Free.")
    assert free.allowed == "a number"
    assert free.read("-3") == -3.0


def test_what_a_32_bit_float_cannot_hold_is_refused():
    rate = get_setting("learning_rate")
    assert rate.read(3.4e38) == 3.4e38
    with pytest.raises(SettingError, match=r"must fit a 32-bit float, at most 3\.4e\+38, not 1e\+39\.$"):
        rate.read("1e39")
