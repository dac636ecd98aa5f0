"""How a value is read: what is allowed, what is refused, and in which words."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from trainlab.errors import NetError, SettingError
from trainlab.settings import SETTINGS, By, Setting, format_value, get_setting

PYTHON_TYPES = {"number": float, "integer": int, "choice": str, "flag": bool, "text": str, "names": str}

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
    except (SettingError, NetError) as error:
        refusal = str(error)
    if refusal is not None:
        owner = f"{setting.name} of the {setting.owner} must"
        too_large = f"{owner} fit a 32-bit float, at most 3.4e+38, not "
        if setting.reader is None:
            assert refusal.startswith((f"{owner} be {setting.allowed}, not ", too_large))
        else:
            assert setting.name in refusal
    elif setting.type != "text" and isinstance(read, str) and setting.words:
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


INFINITE = [name for name, setting in SETTINGS.items() if "inf" in setting.words]


def test_limits_can_be_lifted():
    assert INFINITE == ["max_norm", "clip_value", "clip_norm"]


@pytest.mark.parametrize("name", INFINITE)
@pytest.mark.parametrize("given", ["inf", "Inf", " INF ", "infinity", math.inf, np.float32(np.inf)])
def test_infinity_is_the_word_inf_where_it_is_allowed(name, given):
    assert get_setting(name).read(given) == "inf"
    assert format_value("inf") == "inf"


@pytest.mark.parametrize("given", ["-inf", -math.inf, math.nan, 0, -1, "none"])
def test_a_limit_is_positive(given):
    with pytest.raises(SettingError, match=r"^max_norm of the recipe must be a number > 0 or 'inf', not "):
        get_setting("max_norm").read(given)


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
        ("start_from", 10, "10"),
        ("net", "Dense10:ReLU", "Dense10:ReLU"),
        ("class_weights", "Balanced", "balanced"),
        ("class_weights", "NONE", "none"),
        ("class_weights", "1:5", "1:5"),
        ("max_norm", "3", 3.0),
        ("early_stopping", "Validation_Loss", "validation_loss"),
        ("decay_steps", "AUTO", "auto"),
        ("check_every", "Epoch", "epoch"),
        ("check_every", "50", 50),
        ("rotate", 0, 0.0),
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
        ("activation", "rleu", "activation of the net must be relu, leaky_relu, elu, selu, gelu, silu, tanh, "
                               "sigmoid, softplus, identity, not 'rleu'. Did you mean 'relu'?"),
        ("early_stopping", "val_loss", "early_stopping of the recipe must be none, train_loss, "
                                       "validation_loss, validation_accuracy, validation_rmse, "
                                       "validation_mae, validation_r2, validation_balanced_accuracy, "
                                       "validation_log_loss, validation_roc_auc, not 'val_loss'. "
                                       "Did you mean 'validation_loss'?"),
        ("schedule", "cosin", "schedule of the recipe must be constant, piecewise, exponential, power, "
                              "performance, cosine, cosine_restarts, cyclical, one_cycle, range_test, "
                              "not 'cosin'. Did you mean 'cosine'?"),
        ("dropout", 1, "dropout of the recipe must be a number >= 0 and < 1, not 1."),
        ("rise", 0, "rise of the recipe must be a number > 0 and < 1, not 0."),
        ("rotate", 181, "rotate of the recipe must be a number >= 0 and <= 180, not 181."),
        ("clip_norm", "ing", "clip_norm of the recipe must be a number > 0 or 'inf', not 'ing'. "
                             "Did you mean 'inf'?"),
        ("check_every", "epoc", "check_every of the recipe must be a whole number >= 1 or 'epoch', "
                                "not 'epoc'. Did you mean 'epoch'?"),
        ("class_weights", 0.5, "class_weights of the recipe must be text or 'none' or 'balanced', not 0.5."),
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


def test_a_default_for_any_value_of_another_setting():
    by = By("elastic", {"*": 4.0})
    assert by.get({"elastic": 2.0}) == by.get({"elastic": 0.0}) == 4.0
    assert by.get({"shift": 2.0}) is None
    named_first = By("data", {"moons": 1, "*": 2})
    assert (named_first.get({"data": "moons"}), named_first.get({"data": "banknote"})) == (1, 2)


@pytest.mark.parametrize(
    ("net", "expected"),
    [
        ("dense10:leaky_relu", 0.2),
        ("Dense10:Leaky_ReLU dense10", 0.2),
        ("leaky_relu", 0.2),
        ("dense10:relu", None),
        ("dense10:leaky_relus", None),
        ("dense10:not_leaky_relu", None),
        ("784-10", None),
    ],
)
def test_a_default_by_a_whole_word_of_the_net(net, expected):
    by = By("activation", {"leaky_relu": 0.2}, mentioned_in="net")
    assert by.get({"activation": "relu", "net": net}) == expected
    assert by.get({"activation": "leaky_relu", "net": net}) == 0.2


def test_a_default_by_a_second_setting_where_the_first_does_not_decide():
    by = By("first", {"a": 1}, By("second", {"b": 2}, otherwise=3))
    assert by.get({"first": "a", "second": "b"}) == 1
    assert by.get({"first": "x", "second": "b"}) == 2
    assert by.get({}) == 3


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("learning_rate", "sgd: 0.01; schedule_free_adamw: 0.0025; else 0.001"),
        ("rho", "rmsprop: 0.9; adadelta: 0.95"),
        ("beta_2", "adam, adamw, adamax, nadam, lamb, muon, schedule_free_adamw: 0.999; lion: 0.99"),
        ("check_every", "with early_stopping, performance: epoch"),
        ("elastic_smoothness", "with elastic: 4"),
        ("reuse", "with start_from: *"),
        ("leaky_slope", "leaky_relu: 0.2"),
        ("rotate", "off"),
        ("until", "-"),
        ("max_norm", "inf"),
        ("early_stopping", "none"),
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


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("dead", "dead"),
        (" Dead , gradients", "gradients,dead"),
        (["sharpness", "dead", "dead"], "dead,sharpness"),
        ("cheap", "gradients,weights,updates,dead,activations"),
        ("cheap,dead,sharpness", "gradients,weights,updates,dead,activations,sharpness"),
    ],
)
def test_names_are_read_in_one_order(given, read):
    assert get_setting("probe").read(given) == read


@pytest.mark.parametrize(
    "given", ["", ",", "dead,", "gradient", "full,none", [], [7], 7, None, {"dead": 1}, True]
)
def test_other_names_are_refused(given):
    with pytest.raises(
        SettingError, match="probe of the recipe must be names joined by commas out of gradients"
    ):
        get_setting("probe").read(given)
