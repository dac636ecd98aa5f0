"""A recipe's optimizer, for parameters in one vector and apart."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets import draw_parameters, pack, unpack
from trainlab.optimizers import OPTIMIZERS
from trainlab.settings import SETTINGS, resolve
from trainlab.train.optimizer import make_optimizer, numbers_kept
from trainlab.train.recipe import Recipe


def read(**given):
    settings = resolve({"net": "4-6-1", **given}, data="moons")
    recipe = Recipe.of(settings, (4,))
    hyper = {
        name: jnp.float32(value) for name, value in settings.items()
        if SETTINGS[name].kind == "traced" and SETTINGS[name].type == "number"
        and not isinstance(value, str)
    }  # fmt: skip
    return recipe, hyper


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_packed_net_is_updated_as_its_variables_apart(name):
    recipe, hyper = read(optimizer=name, learning_rate=0.1)
    apart = {layer: dict(of) for layer, of in draw_parameters(recipe.net, 3).items()}
    gradient = {layer: {key: array + 0.5 for key, array in of.items()} for layer, of in apart.items()}
    packed, of_packed = (pack(recipe.net, tree, jnp) for tree in (apart, gradient))
    assert packed.ndim == 1
    optimizer = make_optimizer(recipe.optimizer, hyper, recipe.active, recipe.net)
    plain = make_optimizer(recipe.optimizer, hyper, recipe.active)
    state, expected_state = optimizer.init(packed), plain.init(apart)
    for _ in range(3):
        updates, state = optimizer.update(of_packed, state, packed)
        expected, expected_state = plain.update(gradient, expected_state, apart)
        for ours, theirs in zip(
            jax.tree.leaves(unpack(recipe.net, updates)), jax.tree.leaves(expected), strict=True
        ):
            np.testing.assert_allclose(ours, theirs, rtol=1e-6)


@pytest.mark.parametrize(
    ("given", "copies"),
    [
        ({"optimizer": "sgd"}, 0),
        ({"optimizer": "sgd", "momentum": 0.9}, 1),
        ({"optimizer": "rmsprop", "momentum": 0.9, "weight_decay": 0.1}, 2),
        ({"optimizer": "adam"}, 2),
        ({"optimizer": "adam", "amsgrad": True}, 3),
        ({"optimizer": "adadelta"}, 2),
        ({"optimizer": "lion"}, 1),
        ({"optimizer": "schedule_free_adamw"}, 2),
    ],
    ids=str,
)
@pytest.mark.parametrize("net", ["4-6-1", "4-60-60-1"])
def test_what_an_optimizer_keeps_is_counted(net, given, copies):
    recipe, _ = read(net=net, **given)
    assert numbers_kept(recipe) == copies * recipe.net.parameters


def test_what_is_kept_of_matrices_alone_is_counted():
    of_kernels, of_biases = 4 * 6 + 6 * 1, 6 + 1
    assert numbers_kept(read(optimizer="muon")[0]) == of_kernels + 2 * of_biases
    assert numbers_kept(read(optimizer="adafactor")[0]) == (4 + 6) + (6 + 1) + of_biases
