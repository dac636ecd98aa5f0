"""A trial's settings are completed with defaults, and with nothing that means nothing to it."""

from __future__ import annotations

# pyright: reportAttributeAccessIssue=false
# The defaults of these settings depend on others.
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.errors import SettingError
from trainlab.settings import OPTIMIZERS, SETTINGS, By, applies, check_used, read_settings, resolve

NET = {"net": "2-4-2"}


def test_reading_checks_values_and_adds_nothing():
    assert read_settings({"learning_rate": "1e-2", "batch_size": "FULL"}) == {
        "learning_rate": 0.01,
        "batch_size": "full",
    }
    assert read_settings({}) == {}


def test_reading_refuses_a_name_before_it_looks_at_the_value():
    with pytest.raises(SettingError, match=r"^unknown setting 'optimiser': did you mean 'optimizer'\?"):
        read_settings({"optimiser": "nonsense"})


def test_the_simplest_trial():
    assert resolve(NET, data="banknote") == {
        "data_seed": 0, "standardize": False, "train_fraction": 1.0, "net": "2-4-2", "activation": "relu",
        "weight_init": "glorot_uniform", "init_gain": 1.0, "bias_init": 0.0, "cache_prefix": True,
        "loss": "cross_entropy", "optimizer": "sgd", "learning_rate": 0.01, "momentum": 0.0,
        "nesterov": False, "schedule": "constant", "warmup": 0, "weight_decay": 0.0, "l1": 0.0, "l2": 0.0,
        "dropout": 0.0, "input_dropout": 0.0, "max_norm": "inf", "label_smoothing": 0.0,
        "class_weights": "none", "clip_value": "inf", "clip_norm": "inf", "batch_size": 32, "epochs": 10,
        "shuffle": True, "order_seed": 0, "seed": 0, "eval_every": "auto", "eval_examples": 10_000,
        "early_stopping": "none",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("optimizer", "own"),
    [
        ("sgd", {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False}),
        ("rmsprop", {"learning_rate": 0.001, "momentum": 0.0, "rho": 0.9, "epsilon": 1e-7,
                     "centered": False}),
        ("adam", {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7,
                  "amsgrad": False}),
        ("adamax", {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}),
        ("nadam", {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}),
        ("adagrad", {"learning_rate": 0.001, "initial_accumulator": 0.1, "epsilon": 1e-7}),
        ("adadelta", {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7}),
        ("lion", {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.99}),
        ("lamb", {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}),
        ("adafactor", {"learning_rate": 0.001, "beta_2_decay": -0.8, "epsilon_1": 1e-30, "epsilon_2": 1e-3,
                       "clip_threshold": 1.0}),
        ("schedule_free_adamw", {"learning_rate": 0.0025, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8}),
        ("ftrl", {"learning_rate": 0.001, "initial_accumulator": 0.1, "learning_rate_power": -0.5,
                  "ftrl_l1": 0.0, "ftrl_l2": 0.0, "ftrl_shrinkage": 0.0, "ftrl_beta": 0.0}),
    ],
)  # fmt: skip
def test_an_optimizer_brings_its_own_settings_and_no_other(optimizer, own):
    resolved = resolve({**NET, "optimizer": optimizer}, data="banknote")
    of_optimizers = {
        name
        for name, setting in SETTINGS.items()
        if isinstance(setting.default, By) and setting.default.setting == "optimizer"
    }
    assert {name: resolved[name] for name in of_optimizers & resolved.keys()} == {**own, "weight_decay": 0.0}


def test_only_adamw_and_muon_decay_weights_by_default():
    decay = {name: resolve({**NET, "optimizer": name}, "moons")["weight_decay"] for name in OPTIMIZERS}
    assert decay == {name: 0.004 if name in ("adamw", "muon") else 0.0 for name in OPTIMIZERS}


def test_a_given_value_wins_over_the_default():
    given = {**NET, "optimizer": "adam", "learning_rate": 0.5, "seed": 7}
    assert resolve(given, "banknote").items() >= given.items()


def test_the_data_decides_about_its_own_parameters():
    assert resolve(NET, "moons")["noise"] == 0.2
    assert "noise" not in resolve(NET, "banknote")


def test_the_scale_of_the_normal_initialisation_belongs_to_it():
    assert resolve({**NET, "weight_init": "normal"}, "moons")["init_scale"] == 0.05
    assert "init_scale" not in resolve({**NET, "weight_init": "he_normal"}, "moons")


@pytest.mark.parametrize(
    ("chosen", "own"),
    [
        ({"schedule": "exponential"}, {"decay_steps": "auto", "staircase": False}),
        ({"schedule": "power"}, {"decay_steps": "auto", "decay_power": 1.0}),
        ({"schedule": "piecewise"}, {"pieces": "50%:0.1/75%:0.01"}),
        ({"schedule": "cosine"}, {"decay_steps": "auto", "final_rate": 0.0}),
        ({"schedule": "cosine_restarts"}, {"decay_steps": "auto", "final_rate": 0.0, "restart_growth": 2.0,
                                           "restart_decay": 1.0}),
        ({"schedule": "cyclical"}, {"decay_steps": "auto", "cycle_shape": "triangular", "peak_factor": 6.0}),
        ({"schedule": "one_cycle"}, {"decay_steps": "auto", "start_factor": 0.04, "end_factor": 4e-6,
                                     "rise": 0.3}),
        ({"schedule": "performance"}, {"plateau_watch": "validation_loss", "plateau_factor": 0.1,
                                       "plateau_patience": 10, "plateau_min_delta": 1e-4,
                                       "plateau_cooldown": 0, "min_rate": 0.0, "check_every": "epoch"}),
        ({"early_stopping": "train_loss"}, {"patience": 10, "min_delta": 0.0, "check_every": "epoch"}),
        ({"early_stopping": "validation_accuracy"}, {"patience": 10, "min_delta": 0.0,
                                                     "check_every": "epoch"}),
        ({"activation": "leaky_relu"}, {"leaky_slope": 0.2}),
        ({"activation": "elu"}, {"elu_alpha": 1.0}),
        ({"net": "dense4:leaky_relu dense2"}, {"leaky_slope": 0.2}),
        ({"net": "dense4:elu dense4:selu dense2"}, {"elu_alpha": 1.0}),
        ({"net": "dense4 batchnorm dense2"}, {"norm_momentum": 0.99}),
        ({"weight_init": "normal"}, {"init_scale": 0.05}),
        ({"start_from": "runs/other:3"}, {"reuse": "*"}),
        ({"elastic": 2.0}, {"elastic_smoothness": 4.0}),
        ({"elastic": 2.0, "elastic_smoothness": 1.0}, {}),
        ({"start_from": "a:1", "reuse": "hidden1"}, {}),
        ({"early_stopping": "train_loss", "schedule": "performance", "check_every": 7},
         {"patience": 10, "min_delta": 0.0, "plateau_watch": "validation_loss", "plateau_factor": 0.1,
          "plateau_patience": 10, "plateau_min_delta": 1e-4, "plateau_cooldown": 0, "min_rate": 0.0}),
        *(({name: 0.5}, {}) for name in ("shift", "rotate", "zoom", "flip", "crop", "brightness", "contrast",
                                         "saturation", "hue", "input_noise", "erase")),
        ({"until": "train_loss<0.3"}, {}),
        ({"freeze": "hidden1"}, {}),
    ],
    ids=str,
)  # fmt: skip
def test_a_choice_brings_its_own_settings_and_no_other(chosen, own):
    assert resolve({**NET, **chosen}, "moons") == {**resolve(NET, "moons"), **chosen, **own}


ONLY_WITH_ANOTHER = [
    name for name, setting in SETTINGS.items()
    if isinstance(setting.default, By) and setting.default.get({"net": "2-4-2"}) is None
]  # fmt: skip


@pytest.mark.parametrize("name", ONLY_WITH_ANOTHER)
def test_a_setting_that_means_nothing_is_left_out(name):
    setting = SETTINGS[name]
    default = next(iter(setting.default.listed().values()))
    # Plain sgd with a constant rate uses momentum; every other dependent setting belongs to something else.
    used = name in ("momentum", "nesterov")
    resolved = resolve({**NET, name: setting.read(default)}, "banknote")
    assert (name in resolved) == used
    assert resolved == resolve(NET, "banknote")


def test_steps_replace_epochs():
    resolved = resolve({**NET, "steps": 200}, "moons")
    assert resolved["steps"] == 200
    assert "epochs" not in resolved
    assert "steps" not in resolve({**NET, "epochs": 3}, "moons")


def test_steps_and_epochs_together_are_refused():
    with pytest.raises(SettingError, match=r"give one, not steps=200 and epochs=3\.$"):
        resolve({**NET, "steps": 200, "epochs": 3}, "moons")


def test_a_missing_net_is_refused():
    with pytest.raises(SettingError, match=r"^the net is missing: name one, such as net='4-6-6-1'"):
        resolve({}, "moons")


def test_what_is_given_is_not_changed():
    given = {"net": "2-4-2", "steps": 5}
    resolve(given, "moons")
    assert given == {"net": "2-4-2", "steps": 5}


choosers = st.fixed_dictionaries(
    {
        "net": st.sampled_from(["2-4-2", "dense4:leaky_relu batchnorm dense2"]),
        "optimizer": st.sampled_from(list(OPTIMIZERS)),
        "weight_init": st.sampled_from(SETTINGS["weight_init"].choices),
    },
    optional={
        "activation": st.sampled_from(SETTINGS["activation"].choices),
        "schedule": st.sampled_from(SETTINGS["schedule"].choices),
        "early_stopping": st.sampled_from(SETTINGS["early_stopping"].choices),
        "check_every": st.integers(1, 9),
        "elastic": st.floats(0, 9),
        "elastic_smoothness": st.floats(1, 9),
        "start_from": st.just("a:1"),
        "reuse": st.just("hidden1"),
        "max_norm": st.just("inf") | st.floats(1, 9),
        "class_weights": st.sampled_from(["none", "balanced", "1:5"]),
        "learning_rate": st.floats(0, 1),
        "rho": st.floats(0, 1),
        "momentum": st.floats(0, 1),
        "seed": st.integers(0, 9),
    },
)


@given(choosers, st.sampled_from(["moons", "banknote", "folder/my.csv"]))
def test_resolving_again_changes_nothing_and_keeps_the_order_of_the_table(given, data):
    resolved = resolve(given, data)
    assert list(resolved) == [name for name in SETTINGS if name in resolved]
    assert resolve(resolved, data) == resolved
    assert read_settings(resolved) == resolved
    assert all(applies(name, {**resolved, "data": data}) for name in resolved)


def test_a_setting_some_trial_uses_may_be_named():
    trials = [resolve({**NET, "optimizer": name}, "moons") for name in ("adam", "rmsprop")]
    check_used(["optimizer", "rho", "beta_1", "noise"], trials)


def test_a_setting_no_trial_uses_is_refused_with_its_owners():
    trials = [resolve({**NET, "optimizer": "adam"}, "moons")]
    with pytest.raises(SettingError) as caught:
        check_used(["beta_1", "rho"], trials)
    assert str(caught.value) == (
        "rho means nothing to any trial of this study (it belongs to optimizer rmsprop, adadelta): "
        "leave it out."
    )


@pytest.mark.parametrize(
    ("name", "owners"),
    [
        ("elastic_smoothness", "elastic"),
        ("reuse", "start_from"),
        ("norm_momentum", "net batchnorm"),
        ("check_every", "early_stopping or schedule performance"),
    ],
)  # fmt: skip
def test_owners_of_every_kind_are_named(name, owners):
    with pytest.raises(SettingError, match=rf"^{name} means .*\(it belongs to {owners}\): leave it out\.$"):
        check_used([name], [resolve(NET, "moons")])


def test_a_mechanism_that_no_trial_uses_may_not_be_named_but_one_at_zero_may():
    check_used(["elastic", "elastic_smoothness"], [resolve({**NET, "elastic": 0.0}, "moons")])


def test_a_parameter_of_other_data_is_refused():
    with pytest.raises(SettingError, match=r"^noise means nothing .*\(it belongs to data moons, sine\)"):
        check_used(["noise"], [resolve(NET, "banknote")])
