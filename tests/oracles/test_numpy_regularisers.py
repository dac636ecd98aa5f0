"""Twenty steps of gradient descent with every regulariser, clip and loss option, by hand."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import regularised

STEPS = 20
RATE = 0.3

EVERYTHING = {
    "class_weights": True, "l1": 0.01, "l2": 0.05, "label_smoothing": 0.2, "clip_value": 0.15,
    "clip_norm": 0.3, "max_norm": 1.1,
}  # fmt: skip
RECIPES = [
    {},
    {"l1": 0.05},
    {"l2": 0.1},
    {"label_smoothing": 0.3},
    {"clip_value": 0.05},
    {"clip_norm": 0.1},
    {"clip_value": 0.05, "clip_norm": 0.1},
    {"max_norm": 0.8},
    {"class_weights": True},
    EVERYTHING,
]
SOFTMAX = "2-3-3"
CASES = [
    *((SOFTMAX, "cross_entropy", recipe) for recipe in RECIPES),
    *(
        (notation, loss, recipe)
        for notation, loss in (("2-3-1", "cross_entropy"), (SOFTMAX, "mse"), ("2-3-1", "mse"))
        for recipe in ({"label_smoothing": 0.3}, EVERYTHING)
    ),
]


def complete(recipe, net):
    weights = {"class_weights": [0.25, 2.0, 3.0][: max(2, net.outputs)]} if "class_weights" in recipe else {}
    return {**recipe, **weights, "learning_rate": RATE}


@cache
def start(net):
    return regularised.to_layers(regularised.draw_layers(net)), *regularised.make_examples(net)


def name(value):
    return value if isinstance(value, str) else " ".join(value) or "plain"


@pytest.mark.parametrize(("notation", "loss", "recipe"), CASES, ids=name)
def test_twenty_steps(notation, loss, recipe):
    net = regularised.read(notation)
    layers, x, y = start(net)
    recipe = complete(recipe, net)
    losses, path = regularised.train_with_trainlab(
        net, regularised.draw_layers(net), x, y, recipe, STEPS, loss=loss
    )
    expected_losses, expected = regularised.train_with_numpy(layers, x, y, recipe, STEPS, loss)
    np.testing.assert_allclose(losses, expected_losses, rtol=1e-5)
    assert regularised.deviation(path, expected) < 3e-6


@cache
def plain_path(net):
    return regularised.train_with_numpy(*start(net), complete({}, net), STEPS)[1]


@pytest.mark.parametrize("recipe", RECIPES[1:], ids=name)
def test_every_mechanism_matters_here(recipe):
    """Each recipe above goes another way than plain gradient descent, so that agreement means something."""
    net = regularised.read(SOFTMAX)
    path = regularised.train_with_numpy(*start(net), complete(recipe, net), STEPS)[1]
    assert regularised.deviation(path, plain_path(net)) > 0.02
