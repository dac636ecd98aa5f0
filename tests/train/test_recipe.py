"""What a population's programs are compiled for: the static half of the settings."""

from __future__ import annotations

import pytest

from trainlab.errors import NetError
from trainlab.settings import SETTINGS, resolve
from trainlab.train.hyper import program_settings
from trainlab.train.recipe import Recipe, active_mechanisms


def recipe(**given):
    return Recipe.of(resolve({"net": "4-6-1", **given}, data="moons"), (4,))


def test_traced_numbers_share_a_recipe():
    traced = {"learning_rate": 3.0, "seed": 5, "steps": 7, "init_scale": 2.0, "bias_init": 1.0}
    for name, value in traced.items():
        assert recipe(weight_init="normal", **{name: value}) == recipe(weight_init="normal")
    assert recipe(weight_init="he_normal") == recipe()
    assert recipe(momentum=0.5) == recipe(momentum=0.9)
    assert recipe(l2=0.1) == recipe(l2=1e-5)


@pytest.mark.parametrize(
    "given",
    [{"net": "4-7-1"}, {"activation": "tanh"}, {"loss": "mse"}, {"optimizer": "adam"}, {"nesterov": True},
     {"momentum": 0.9}, {"l2": 1e-3}, {"weight_decay": 1e-3}],
    ids=str,
)  # fmt: skip
def test_what_changes_the_program_changes_the_recipe(given):
    assert recipe(**given) != recipe()
    assert hash(recipe(**given)) == hash(recipe(**given))


def test_a_neutral_setting_is_no_mechanism():
    assert recipe().active == frozenset()
    assert recipe(momentum=0.9, l2=1e-3, weight_decay=0.1).active == {"momentum", "l2", "weight_decay"}
    assert recipe(optimizer="adamw").active == {"weight_decay"}
    assert active_mechanisms({"l2": 0.0, "learning_rate": 0.0, "standardize": True}) == frozenset()


def test_a_recipe_knows_its_optimizer():
    assert recipe().optimizer == {"optimizer": "sgd", "nesterov": False}
    assert recipe(optimizer="adamax").optimizer == {"optimizer": "adamax"}
    assert recipe(optimizer="adam", amsgrad=True).optimizer == {"optimizer": "adam", "amsgrad": True}


def test_the_program_takes_the_numbers_of_the_recipe_only():
    settings = resolve(
        {"net": "4-6-1", "optimizer": "adam", "l2": 0.1, "weight_init": "normal", "steps": 5}, data="moons"
    )
    taken = program_settings(settings, Recipe.of(settings, (4,)))
    assert set(taken) == {"learning_rate", "beta_1", "beta_2", "epsilon", "l2"}
    # Others are the host's: how weights are drawn, how long a trial trains, its seed where nothing is random.
    assert all(SETTINGS[name].kind == "traced" for name in taken)
    random = resolve({"net": "4-6-1", "dropout": 0.5}, data="moons")
    assert "seed" in program_settings(random, Recipe.of(random, (4,)))


def test_a_net_that_cannot_be_read_is_refused():
    with pytest.raises(NetError, match="unknown layer 'four'"):
        recipe(net="four")
