"""The same gradients, from the same parameters, through Keras 3 and through trainlab."""

from __future__ import annotations

from typing import Any

import jax
import keras
import numpy as np
import pytest

from trainlab.settings import OPTIMIZERS

CLASSES = {
    "sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop, "adam": keras.optimizers.Adam,
    "adamw": keras.optimizers.AdamW, "adamax": keras.optimizers.Adamax, "nadam": keras.optimizers.Nadam,
    "adagrad": keras.optimizers.Adagrad, "adadelta": keras.optimizers.Adadelta, "lion": keras.optimizers.Lion,
    "lamb": keras.optimizers.Lamb, "adafactor": keras.optimizers.Adafactor, "muon": keras.optimizers.Muon,
    "schedule_free_adamw": keras.optimizers.ScheduleFreeAdamW, "ftrl": keras.optimizers.Ftrl,
}  # fmt: skip
KERAS_NAMES = {
    "initial_accumulator": "initial_accumulator_value", "ftrl_l1": "l1_regularization_strength",
    "ftrl_l2": "l2_regularization_strength", "ftrl_shrinkage": "l2_shrinkage_regularization_strength",
    "ftrl_beta": "beta",
}  # fmt: skip

# The worst case is 3e-6 (rounding in weight decay); subtracting 1 - 0.999 in float32 would make it 6.5e-6.
TOLERANCE = 5e-6

CASES = [
    *((name, {}) for name in OPTIMIZERS),
    ("sgd", {"momentum": 0.9}),
    ("sgd", {"momentum": 0.9, "nesterov": True}),
    ("sgd", {"nesterov": True}),
    ("sgd", {"momentum": 0.9, "nesterov": True, "weight_decay": 0.1}),
    ("rmsprop", {"rho": 0.999}),
    ("rmsprop", {"momentum": 0.9}),
    ("rmsprop", {"rho": 0.5, "epsilon": 1e-3, "momentum": 0.9, "weight_decay": 0.1, "learning_rate": 0.01}),
    ("adam", {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3, "weight_decay": 0.1}),
    ("adam", {"beta_1": 0.0, "beta_2": 0.9999}),
    ("adamw", {"weight_decay": 0.1, "learning_rate": 0.1}),
    ("adamax", {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3, "weight_decay": 0.1}),
    ("nadam", {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3, "weight_decay": 0.1}),
    ("adagrad", {"initial_accumulator": 0.0, "epsilon": 1e-3, "weight_decay": 0.1}),
    ("adadelta", {"rho": 0.999, "epsilon": 1e-3, "weight_decay": 0.1, "learning_rate": 1.0}),
    ("lion", {"beta_1": 0.5, "beta_2": 0.8, "weight_decay": 0.1}),
    ("adam", {"amsgrad": True, "beta_2": 0.9}),
    ("adamw", {"amsgrad": True, "beta_2": 0.9, "learning_rate": 0.1}),
    ("rmsprop", {"centered": True}),
    ("rmsprop", {"centered": True, "momentum": 0.9, "epsilon": 1e-3}),
    ("lamb", {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3, "weight_decay": 0.1}),
    ("adafactor", {"learning_rate": 0.5, "weight_decay": 0.1}),
    ("adafactor", {"beta_2_decay": -0.5, "epsilon_1": 1e-9, "epsilon_2": 0.1, "clip_threshold": 0.5}),
    ("muon", {"momentum": 0.5, "nesterov": False, "weight_decay": 0.1}),
    ("muon", {"momentum": 0.0, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3, "weight_decay": 0.0}),
    ("schedule_free_adamw", {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3}),
    ("ftrl", {"learning_rate": 0.1, "initial_accumulator": 0.0, "weight_decay": 0.1}),
    ("ftrl", {"ftrl_l1": 0.5, "ftrl_l2": 0.1, "ftrl_shrinkage": 0.1, "ftrl_beta": 1.0}),
    ("ftrl", {"learning_rate_power": -0.7, "learning_rate": 0.1}),
]


def keras_arguments(name, given):
    """What Keras calls the settings; its muon has some of them apart for variables that are no matrices."""
    named = {KERAS_NAMES.get(key, key): value for key, value in given.items()}
    if name != "muon":
        return named
    apart = {f"adam_{key}": named[key] for key in ("beta_1", "beta_2", "weight_decay") if key in named}
    return {key: value for key, value in named.items() if not key.startswith("beta_")} | apart


def train_with_keras(optimizer, params, gradients):
    variables = [keras.Variable(leaf, name=name) for name, leaf in params.items()]
    optimizer.build(variables)

    step = jax.jit(optimizer.stateless_apply)
    trainable = [variable.value for variable in variables]
    kept = [variable.value for variable in optimizer.variables]
    path = []
    for t in range(len(gradients["bias"])):
        trainable, kept = step(kept, [gradients[name][t] for name in params], trainable)
        path.append(trainable)
    return {name: np.stack([np.asarray(point[i]) for point in path]) for i, name in enumerate(params)}


@pytest.mark.parametrize(("name", "given"), CASES, ids=[" ".join([name, *given]) for name, given in CASES])
def test_a_hundred_steps_agree_with_keras(name, given, recipe, train, params, gradients, deviation):
    arguments: Any = keras_arguments(name, given)
    optimizer = CLASSES[name](**arguments)
    expected = train_with_keras(optimizer, params, gradients)
    assert deviation(train(recipe(name, **given), params, gradients), expected) < TOLERANCE


@pytest.mark.parametrize(
    ("name", "given"),
    [("sgd", {"momentum": 0.9}), ("rmsprop", {"momentum": 0.9}), ("adamw", {})],
    ids=["sgd", "rmsprop", "adamw"],
)
def test_a_learning_rate_that_moves_agrees_with_keras(
    name, given, recipe, train, params, gradients, deviation
):
    schedule = keras.optimizers.schedules.ExponentialDecay(0.1, decay_steps=10, decay_rate=0.5)
    rates = 0.1 * 0.5 ** (np.arange(len(gradients["bias"])) / 10)
    expected = train_with_keras(CLASSES[name](learning_rate=schedule, **given), params, gradients)
    path = train(recipe(name, **given), params, gradients, rates.astype(np.float32))
    assert deviation(path, expected) < TOLERANCE
