"""A user's activation, from a file of its own, is found wherever trainlab's own are."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
from registered_docs import settings_page

import trainlab as tl
from trainlab.activations import ACTIVATIONS
from trainlab.errors import NetError, SettingError
from trainlab.nets import read_net
from trainlab.nets.layers import LAYERS
from trainlab.nets.words import spell_layer
from trainlab.settings import SETTINGS, resolve
from trainlab.train.recipe import Recipe
from trainlab.train.trained import in_use

FILE = '''
"""X times a sigmoid of some number times x (Ramachandran et al. 2017)."""

import trainlab as tl


def swish(x, swish_beta):
    import jax

    return x * jax.nn.sigmoid(swish_beta * x)


BETA = tl.Setting(
    name="swish_beta", owner="net", kind="traced", type="number", default=1.5, scale="linear",
    meaning="How steep the sigmoid of swish is.",
)
tl.register(tl.Activation(name="swish", function=swish, settings=(BETA,)))
'''


@pytest.fixture
def swish(load_file):
    """The activation, registered from its file."""
    return load_file("swish", FILE)


def test_settings_messages_help_and_docs_know_it(swish, capsys, monkeypatch, tmp_path):
    assert SETTINGS["activation"].choices[-1] == "swish"
    assert resolve({"net": "2-4-2", "activation": "swish"}, data="moons")["swish_beta"] == 1.5
    assert resolve({"net": "dense4:swish dense2"}, data="moons")["swish_beta"] == 1.5
    assert "swish_beta" not in resolve({"net": "2-4-2"}, data="moons")
    with pytest.raises(SettingError, match=r"activation of the net must be relu, .*, swish, .*'swish'\?"):
        SETTINGS["activation"].read("swihs")
    from trainlab.cli.main import main

    monkeypatch.setattr(sys, "argv", ["trainlab", "settings", "swish_beta", "activation", "--json"])
    with pytest.raises(SystemExit):
        main()
    beta, activation = json.loads(capsys.readouterr().out)
    assert beta["default"] == "swish: 1.5"
    assert activation["allowed"].endswith(", swish")
    page = settings_page(swish, tmp_path)
    assert "| `swish_beta` | traced | a number | linear | - | swish: 1.5 |" in page


def test_nets_know_it_as_an_option_and_as_a_layer(swish):
    net = read_net("dense4:swish dense3:identity swish dense2", "tanh", (3,))
    assert [spell_layer(layer) for layer in net.layers] == [
        "dense4:swish", "dense3:identity", "swish", "dense2:identity",
    ]  # fmt: skip
    with pytest.raises(NetError, match=r"unknown option 'swihs': did you mean 'swish'\?"):
        read_net("dense4:swihs dense2", "tanh", (3,))
    with pytest.raises(NetError, match=r"unknown layer 'swihs': did you mean 'swish'\?"):
        read_net("dense4:identity swihs dense2", "tanh", (3,))


def test_it_trains_and_its_numbers_ride_along(swish, tmp_path):
    study = tl.run(
        "moons", "2-4-2", activation=["swish", "silu"], steps=20, batch_size="full", learning_rate=0.5,
        probe="dead", root=tmp_path,
    )  # fmt: skip
    losses = [trial.curve("train_loss")[1] for trial in study.trials]
    assert losses[0][-1] < losses[0][0]
    betas = tl.run(
        "moons", "2-4-2", activation="swish", swish_beta=[1.0, 1.5], steps=20, batch_size="full",
        learning_rate=0.5, root=tmp_path,
    )  # fmt: skip
    assert {trial.record.population for trial in betas.trials} == {0}
    again = [trial.curve("train_loss")[1] for trial in betas.trials]
    np.testing.assert_allclose(again[0], losses[1], rtol=1e-5)
    np.testing.assert_allclose(again[1], losses[0], rtol=1e-5)
    assert "swish_beta" in in_use()
    assert betas.trials[1].evaluate("test")
    ACTIVATIONS.remove("swish")
    with pytest.raises(SettingError, match=r"the activation 'swish' is not known here: .*tl\.register"):
        Recipe.of(betas.trials[0].settings, (2,))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("relu", "trainlab has an activation 'relu'"),
        ("dense", "trainlab has a layer 'dense'"),
        ("he_normal", "'he_normal' is an option of layers already"),
        ("same", "'same' is an option of layers already"),
        ("swish2", "a letter and up to 39 letters and underscores"),
    ],
)
def test_a_name_that_means_something_else_is_refused_and_leaves_nothing(name, message):
    before, words = dict(SETTINGS), dict(LAYERS)
    with pytest.raises(SettingError, match=message):
        tl.register(tl.Activation(name=name, function=lambda x: x))
    assert (dict(SETTINGS), dict(LAYERS)) == (before, words)


def test_a_number_that_would_shape_the_program_is_refused():
    flag = tl.Setting(
        name="twice", owner="net", kind="static", type="flag", default=False, meaning="Do it twice."
    )
    with pytest.raises(SettingError, match="'twice' of activation 'mine' must be traced, not static"):
        tl.register(tl.Activation(name="mine", function=lambda x, twice: x, settings=(flag,)))
    assert "mine" not in LAYERS
