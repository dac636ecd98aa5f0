"""What a user registers is found wherever trainlab's own is: here an optimizer from a file of its own."""

from __future__ import annotations

import json
import sys

import numpy as np
import pytest
from registered_docs import settings_page

import trainlab as tl
from trainlab.errors import SettingError, UsageError
from trainlab.optimizers import OPTIMIZERS, shared
from trainlab.schedules import SCHEDULES
from trainlab.settings import SETTINGS, resolve
from trainlab.sweeps.rates import default_range
from trainlab.train.optimizer import numbers_kept
from trainlab.train.recipe import Recipe

FILE = '''
"""Sign descent: a running mean of gradients, by its sign and some power of its size."""

import trainlab as tl
from trainlab.optimizers import shared


def make(learning_rate, beta_1, signed_power, halved=False):
    import jax
    import jax.numpy as jnp
    import optax

    def init(params):
        return jax.tree.map(jnp.zeros_like, params)

    def update(gradients, mean, params=None):
        mean = jax.tree.map(lambda m, g: beta_1 * m + (1 - beta_1) * g, mean, gradients)
        rate = learning_rate / 2 if halved else learning_rate
        return jax.tree.map(lambda m: -rate * jnp.sign(m) * jnp.abs(m) ** signed_power, mean), mean

    return optax.GradientTransformation(init, update)


POWER = tl.Setting(
    name="signed_power", owner="recipe", kind="traced", type="number", default=0.5, low=0.0, high=1.0,
    scale="linear", meaning="Power of the size of the mean in a step of signed.",
)
HALVED = tl.Setting(
    name="halved", owner="recipe", kind="static", type="flag", default=False, neutral=False,
    meaning="Step by half the learning rate.",
)
SIGNED = tl.Optimizer(
    name="signed", make=make,
    settings=(shared.learning_rate(0.02), shared.beta_1(0.9), POWER, HALVED), rates=(1e-7, 1e-1),
    weight_decay=0.25,
)
tl.register(SIGNED)
'''


@pytest.fixture
def signed(load_file):
    """The optimizer, registered from its file."""
    return load_file("signed", FILE)


def test_its_settings_are_in_the_table_with_its_defaults(signed):
    assert list(OPTIMIZERS)[-1] == SETTINGS["optimizer"].choices[-1] == "signed"
    own = resolve({"net": "2-4-2", "optimizer": "signed"}, data="moons")
    expected = {
        "learning_rate": 0.02, "beta_1": 0.9, "signed_power": 0.5, "halved": False, "weight_decay": 0.25,
    }  # fmt: skip
    assert {name: own[name] for name in expected} == expected
    assert "momentum" not in own
    assert "signed_power" not in resolve({"net": "2-4-2"}, data="moons")
    assert list(own) == [name for name in SETTINGS if name in own]


def test_messages_help_docs_and_sweeps_know_it(signed, capsys, monkeypatch):
    with pytest.raises(SettingError, match=r"optimizer of the recipe must be sgd, .*, signed, not 'signde'"):
        SETTINGS["optimizer"].read("signde")
    with pytest.raises(SettingError, match=r"signed_power of the recipe must be a number .* <= 1, not 2"):
        SETTINGS["signed_power"].read(2)
    assert default_range({"optimizer": "signed"}) == (1e-7, 1e-1)
    from trainlab.cli.main import main

    monkeypatch.setattr(sys, "argv", ["trainlab", "settings", "signed_power", "optimizer", "--json"])
    with pytest.raises(SystemExit):
        main()
    power, optimizer = json.loads(capsys.readouterr().out)
    assert power["default"] == "signed: 0.5"
    assert optimizer["allowed"].endswith(", signed")


def test_the_page_of_settings_lists_it(signed, tmp_path):
    page = settings_page(signed, tmp_path)
    assert "| `signed_power` | traced | a number >= 0 and <= 1 | linear | - | signed: 0.5 |" in page


def test_what_it_keeps_is_counted(signed):
    settings = resolve({"net": "4-6-1", "optimizer": "signed"}, data="banknote")
    recipe = Recipe.of(settings, (4,))
    assert numbers_kept(recipe) == recipe.net.parameters
    assert recipe.optimizer == {"optimizer": "signed", "halved": False}


def test_it_trains_beside_others_and_its_numbers_ride_along(signed, tmp_path):
    study = tl.run(
        "moons", "2-4-2", optimizer=["signed", "sgd"], steps=30, batch_size="full", weight_decay=0.0,
        root=tmp_path,
    )  # fmt: skip
    losses = [trial.curve("train_loss")[1] for trial in study.trials]
    assert losses[0][-1] < losses[0][0]
    powers = tl.run(
        "moons", "2-4-2", optimizer="signed", signed_power=[0.0, 0.5, 1.0], steps=30, batch_size="full",
        weight_decay=0.0, root=tmp_path,
    )  # fmt: skip
    assert {trial.record.population for trial in powers.trials} == {0}
    np.testing.assert_allclose(powers.trials[1].curve("train_loss")[1], losses[0], rtol=1e-6)
    halved = tl.run(
        "moons", "2-4-2", optimizer="signed", halved=True, learning_rate=0.04, steps=30, batch_size="full",
        weight_decay=0.0, root=tmp_path,
    )  # fmt: skip
    np.testing.assert_allclose(halved.trials[0].curve("train_loss")[1], losses[0], rtol=1e-6)


def test_a_study_of_it_is_read_without_it_and_continued_with_it_only(signed, tmp_path):
    study = tl.run("moons", "2-4-2", optimizer="signed", signed_power=[0.2, 0.7], steps=30, root=tmp_path)
    OPTIMIZERS.remove("signed")
    again = tl.open(study.folder)
    assert [trial.settings["signed_power"] for trial in again.trials] == [0.2, 0.7]
    again.findings()
    with pytest.raises(UsageError, match="signed_power of this study is not known here: register it"):
        again.ask("signed_power > 0.5")
    with pytest.raises(SettingError, match=r"optimizer of the recipe must be sgd, .*, not 'signed'"):
        tl.run("moons", "2-4-2", optimizer="signed", steps=30, root=tmp_path)
    with pytest.raises(SettingError, match=r"the optimizer 'signed' is not known here: .*tl\.register"):
        Recipe.of(again.trials[0].settings, (2,))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"name": "adam"}, "trainlab has an optimizer 'adam': choose another name"),
        ({"name": "My Own"}, "in lower case, such as my_optimizer, not 'My Own'"),
        ({"settings": ()}, "'mine' needs learning_rate among its settings"),
        ({"settings": (shared.learning_rate(-1.0),)}, "learning_rate of the recipe must be a number >= 0"),
    ],
    ids=str,
)
def test_a_specification_at_odds_with_others_is_refused_and_leaves_nothing(changes, message):
    before = dict(SETTINGS)
    given = {"name": "mine", "make": lambda: None, "settings": (shared.learning_rate(0.1),), **changes}
    with pytest.raises(UsageError, match=message):
        tl.register(tl.Optimizer(**given))
    assert before == SETTINGS
    assert "mine" not in OPTIMIZERS


def test_a_setting_that_others_declare_otherwise_is_refused():
    def mine(*settings):
        return tl.Optimizer(name="mine", make=lambda: None, settings=(shared.learning_rate(0.1), *settings))

    def number(name):
        return tl.Setting(
            name=name, owner="recipe", kind="traced", type="number", default=0.5, scale="linear",
            meaning="Another number.",
        )  # fmt: skip

    with pytest.raises(SettingError, match="'rho' of optimizer 'mine' is declared differently from"):
        tl.register(mine(number("rho")))
    with pytest.raises(SettingError, match="there is already a setting 'l2'"):
        tl.register(mine(number("l2")))
    assert "mine" not in OPTIMIZERS


def test_registering_again_replaces_and_others_are_refused(signed):
    tl.register(tl.Optimizer(name="signed", make=signed.make, settings=(shared.learning_rate(0.5),)))
    assert "signed_power" not in SETTINGS
    with pytest.raises(UsageError, match=r"register takes specifications \(tl\.Optimizer, .*\), not 'adam'"):
        tl.register("adam")


SCHEDULE = '''
"""The rate over the square root of the time."""

import trainlab as tl
from trainlab.schedules import shared

OFFSET = tl.Setting(
    name="root_offset", owner="recipe", kind="traced", type="number", default=1.0, low=0.0, open_low=True,
    scale="log", meaning="Steps that root counts before the first.",
)


def root(t, learning_rate, decay_steps, root_offset):
    import jax.numpy as jnp

    return learning_rate / jnp.sqrt(root_offset + t / decay_steps)


ROOT = tl.Schedule(name="root", rate_at=root, settings=(shared.decay_steps(), OFFSET), auto_parts=10)
tl.register(ROOT)
'''


@pytest.fixture
def root(load_file):
    """A schedule, registered from its file."""
    return load_file("root", SCHEDULE)


def test_a_schedule_is_found_too(root, tmp_path):
    own = resolve({"net": "2-4-2", "schedule": "root"}, data="moons")
    assert (own["root_offset"], own["decay_steps"]) == (1.0, "auto")
    assert "root_offset" not in resolve({"net": "2-4-2"}, data="moons")
    study = tl.run(
        "moons", "2-4-2", schedule="root", root_offset=[1.0, 4.0], steps=100, learning_rate=0.1,
        batch_size="full", root=tmp_path,
    )  # fmt: skip
    for trial, offset in zip(study.trials, (1.0, 4.0), strict=True):
        expected = 0.1 / np.sqrt(offset + np.arange(100) / 10)
        np.testing.assert_allclose(trial.curve("learning_rate")[1], expected, rtol=1e-6)
    SCHEDULES.remove("root")
    with pytest.raises(SettingError, match="the schedule 'root' is not known here"):
        Recipe.of(study.trials[0].settings, (2,))
