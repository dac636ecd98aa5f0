"""The table agrees with itself, and its optimizer defaults agree with Keras's own signatures."""

from __future__ import annotations

import inspect
import math
import re

import pytest

from trainlab.errors import SettingError
from trainlab.settings import (
    ACTIVATIONS,
    INITIALIZERS,
    OPTIMIZERS,
    SCHEDULES,
    SETTINGS,
    By,
    Setting,
    get_setting,
)
from trainlab.tasks import TASKS

ALL = [pytest.param(setting, id=name) for name, setting in SETTINGS.items()]
NUMERIC = {"number", "integer"}


def conditions(setting: Setting) -> list[By]:
    """What the default depends on, in the order it is asked."""
    found, default = [], setting.default
    while isinstance(default, By):
        found.append(default)
        default = default.otherwise
    return found


def defaults(setting: Setting) -> list:
    """Every default the setting can have."""
    asked = conditions(setting)
    last = asked[-1].otherwise if asked else setting.default
    found = [*(value for by in asked for value in by.values.values()), last]
    return [value for value in found if value is not None]


@pytest.mark.parametrize("setting", ALL)
def test_names_can_be_written_anywhere(setting):
    assert SETTINGS[setting.name] == setting
    assert re.fullmatch(r"[a-z][a-z0-9_]*", setting.name)


def test_owners_come_one_after_the_other():
    owners = [setting.owner for setting in SETTINGS.values()]
    assert list(dict.fromkeys(owners)) == ["data", "net", "recipe"]
    assert owners == sorted(owners, key=["data", "net", "recipe"].index)


@pytest.mark.parametrize("setting", ALL)
def test_defaults_are_allowed_and_already_read(setting):
    for value in defaults(setting):
        read = setting.read(value)
        assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("setting", ALL)
def test_the_neutral_value_is_allowed(setting):
    if setting.neutral is not None:
        read = setting.read(setting.neutral)
        assert (read, type(read)) == (setting.neutral, type(setting.neutral))


@pytest.mark.parametrize("setting", ALL)
def test_a_default_depends_only_on_a_setting_that_is_always_known(setting):
    for by in conditions(setting):
        if by.setting == "data":  # a trial always has data
            continue
        if by.setting == "task":  # classification where none is said
            assert set(by.values) <= set(TASKS)
            continue
        if by.setting == "loss":  # the default, which depends on the task, has no settings of its own
            assert not {task.loss for task in TASKS.values()} & set(by.values)
            continue
        decider = SETTINGS[by.setting]
        assert decider is not setting
        assert not isinstance(decider.default, By)
        if decider.default is not None:
            named = [name for name in by.values if name != "*"]
            assert [decider.read(name) for name in named] == named
            assert "*" not in by.values or by.unless == decider.default
        else:
            # It may be missing: then all that counts is whether it was given, or what the net mentions.
            assert set(by.values) == {"*"} or by.mentioned_in == by.setting


@pytest.mark.parametrize("setting", ALL)
def test_a_default_depends_only_on_words_that_can_be_found_in_the_net(setting):
    for by in conditions(setting):
        assert by.mentioned_in in ("", "net")
        assert not by.mentioned_in or all(re.fullmatch(r"[a-z_]+", word) for word in by.values)


@pytest.mark.parametrize("setting", ALL)
def test_a_mechanism_is_off_unless_it_is_asked_for(setting):
    """A default is neutral, but for adamw, which is there for its decay, muon, and numeric targets."""
    others = {"weight_decay": {0.004}, "momentum": {0.95}, "nesterov": {True}, "standardize_targets": {True}}
    if setting.neutral is not None:
        assert set(defaults(setting)) <= {setting.neutral} | others.get(setting.name, set())


def test_words_that_switch_off_are_the_neutral_ones():
    for setting in SETTINGS.values():
        names = {*setting.words, *setting.choices}
        assert setting.neutral in names or names.isdisjoint({"inf", "none"})


@pytest.mark.parametrize("setting", ALL)
def test_a_declaration_says_what_its_type_needs_and_no_more(setting):
    assert bool(setting.choices) == (setting.type in ("choice", "names"))
    assert not setting.groups or setting.type == "names"
    assert all(set(group) <= set(setting.choices) for group in setting.groups.values())
    assert not set(setting.groups) & set(setting.choices)
    assert len(set(setting.choices)) == len(setting.choices)
    if setting.type not in {*NUMERIC, "text"}:
        assert not setting.words
    assert all(word == word.lower() for word in (*setting.words, *setting.choices))
    if setting.type not in NUMERIC:
        assert setting.scale is None
        assert (setting.low, setting.high) == (-math.inf, math.inf)
    if setting.type == "number":
        assert setting.scale is not None
    if setting.scale == "log":
        assert setting.low >= 0


@pytest.mark.parametrize("setting", ALL)
def test_the_range_holds_something(setting):
    assert setting.low < setting.high
    assert not (setting.open_low and setting.low == -math.inf)
    assert not (setting.open_high and setting.high == math.inf)


@pytest.mark.parametrize("setting", ALL)
def test_the_meaning_is_one_sentence(setting):
    assert re.fullmatch(r"[A-Z].*[^.]\.", setting.meaning)


def test_choices_offered_elsewhere_are_those_of_the_table():
    assert SETTINGS["optimizer"].choices == tuple(OPTIMIZERS)
    assert SETTINGS["activation"].choices == tuple(ACTIVATIONS)
    assert SETTINGS["weight_init"].choices == tuple(INITIALIZERS)
    assert SETTINGS["schedule"].choices == tuple(SCHEDULES)


def test_settings_of_length_and_seeds_ride_along_and_those_of_shape_do_not():
    kinds = {name: setting.kind for name, setting in SETTINGS.items()}
    traced = ("learning_rate", "momentum", "l2", "seed")
    host = ("steps", "epochs", "eval_every", "probe_every", "weight_init", "init_scale", "bias_init")
    static = ("net", "activation", "optimizer", "batch_size", "order_seed", "loss", "schedule", "freeze")
    assert {kinds[name] for name in traced} == {"traced"}
    assert {kinds[name] for name in host} == {"host"}
    assert {kinds[name] for name in static} == {"static"}


def test_every_number_of_a_net_or_a_recipe_rides_along():
    """But for the sizes and the order of batches, which shape the program or the plan all trials share."""
    numbers = {name for name, s in SETTINGS.items() if s.type in NUMERIC and s.owner != "data"}
    static = {name for name in numbers if SETTINGS[name].kind == "static"}
    assert static == {"batch_size", "order_seed", "eval_examples", "probe_examples"}


def test_get_setting_knows_every_name_and_suggests_the_nearest():
    assert all(get_setting(name) == setting for name, setting in SETTINGS.items())
    with pytest.raises(
        SettingError, match=r"^unknown setting 'lerning_rate': did you mean 'learning_rate'\? "
    ):
        get_setting("lerning_rate")


KERAS_CLASSES = {
    "sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam", "adamw": "AdamW", "adamax": "Adamax",
    "nadam": "Nadam", "adagrad": "Adagrad", "adadelta": "Adadelta", "lion": "Lion",
    "lamb": "Lamb", "adafactor": "Adafactor", "muon": "Muon", "schedule_free_adamw": "ScheduleFreeAdamW",
    "ftrl": "Ftrl",
}  # fmt: skip
KERAS_ARGUMENTS = {
    "initial_accumulator": "initial_accumulator_value", "ftrl_l1": "l1_regularization_strength",
    "ftrl_l2": "l2_regularization_strength", "ftrl_shrinkage": "l2_shrinkage_regularization_strength",
    "ftrl_beta": "beta",
}  # fmt: skip
OPTIMIZER_DEFAULTS = {
    name: setting.default
    for name, setting in SETTINGS.items()
    if isinstance(setting.default, By) and setting.default.setting == "optimizer"
}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_optimizer_defaults_are_those_of_keras(optimizer):
    import keras

    signature = inspect.signature(getattr(keras.optimizers, KERAS_CLASSES[optimizer])).parameters
    for name, default in OPTIMIZER_DEFAULTS.items():
        ours = default.get({"optimizer": optimizer})
        theirs = signature.get(KERAS_ARGUMENTS.get(name, name)) or signature.get(f"adam_{name}")
        if theirs is None:
            assert ours is None, f"{name} means nothing to Keras's {optimizer}"
        elif name == "weight_decay":
            assert ours == (theirs.default or 0.0)
        else:
            assert ours == theirs.default, f"{name} of {optimizer}"
