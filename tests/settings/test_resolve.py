"""A trial's settings are completed with defaults, and with nothing that means nothing to it."""

from __future__ import annotations

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
        "weight_init": "glorot_uniform", "bias_init": 0.0, "loss": "cross_entropy", "optimizer": "sgd",
        "learning_rate": 0.01, "momentum": 0.0, "nesterov": False, "weight_decay": 0.0, "l2": 0.0,
        "batch_size": 32, "epochs": 10, "shuffle": True, "order_seed": 0, "seed": 0, "eval_every": "auto",
        "eval_examples": 10_000,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("optimizer", "own"),
    [
        ("sgd", {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False}),
        ("rmsprop", {"learning_rate": 0.001, "momentum": 0.0, "rho": 0.9, "epsilon": 1e-7}),
        ("adam", {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}),
        ("adamax", {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}),
        ("nadam", {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}),
        ("adagrad", {"learning_rate": 0.001, "initial_accumulator": 0.1, "epsilon": 1e-7}),
        ("adadelta", {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7}),
        ("lion", {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.99}),
    ],
)
def test_an_optimizer_brings_its_own_settings_and_no_other(optimizer, own):
    resolved = resolve({**NET, "optimizer": optimizer}, data="banknote")
    of_optimizers = {
        name
        for name, setting in SETTINGS.items()
        if isinstance(setting.default, By) and setting.default.setting == "optimizer"
    }
    assert {name: resolved[name] for name in of_optimizers & resolved.keys()} == {**own, "weight_decay": 0.0}


def test_only_adamw_decays_weights_by_default():
    decay = {name: resolve({**NET, "optimizer": name}, "moons")["weight_decay"] for name in OPTIMIZERS}
    assert decay == {name: 0.004 if name == "adamw" else 0.0 for name in OPTIMIZERS}


def test_a_given_value_wins_over_the_default():
    given = {**NET, "optimizer": "adam", "learning_rate": 0.5, "seed": 7}
    assert resolve(given, "banknote").items() >= given.items()


def test_the_data_decides_about_its_own_parameters():
    assert resolve(NET, "moons")["noise"] == 0.2
    assert "noise" not in resolve(NET, "banknote")


def test_the_scale_of_the_normal_initialisation_belongs_to_it():
    assert resolve({**NET, "weight_init": "normal"}, "moons")["init_scale"] == 0.05
    assert "init_scale" not in resolve({**NET, "weight_init": "he_normal"}, "moons")


def test_a_setting_that_means_nothing_is_left_out():
    assert "rho" not in resolve({**NET, "optimizer": "adam", "rho": 0.9}, "moons")


def test_steps_replace_epochs():
    resolved = resolve({**NET, "steps": 200}, "moons")
    assert resolved["steps"] == 200
    assert "epochs" not in resolved
    assert "steps" not in resolve({**NET, "epochs": 3}, "moons")


def test_steps_and_epochs_together_are_refused():
    with pytest.raises(SettingError, match=r"give one, not steps=200 and epochs=3\.$"):
        resolve({**NET, "steps": 200, "epochs": 3}, "moons")


def test_a_missing_net_is_refused():
    with pytest.raises(SettingError, match=r"^the net is missing: name one, such as --net 4-6-6-1"):
        resolve({}, "moons")


def test_what_is_given_is_not_changed():
    given = {"net": "2-4-2", "steps": 5}
    resolve(given, "moons")
    assert given == {"net": "2-4-2", "steps": 5}


choosers = st.fixed_dictionaries(
    {
        "net": st.just("2-4-2"),
        "optimizer": st.sampled_from(OPTIMIZERS),
        "weight_init": st.sampled_from(SETTINGS["weight_init"].choices),
    },
    optional={
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


def test_a_parameter_of_other_data_is_refused():
    with pytest.raises(SettingError, match=r"^noise means nothing .*\(it belongs to data moons\)"):
        check_used(["noise"], [resolve(NET, "banknote")])
