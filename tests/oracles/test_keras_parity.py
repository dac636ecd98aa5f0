"""The same weights, batches and recipe, a hundred steps of Keras 3 and a hundred of trainlab's engine."""

from __future__ import annotations

from functools import cache

import jax
import keras
import numpy as np
import pytest

from trainlab.data import Dataset
from trainlab.nets import draw_parameters, read_net
from trainlab.train.order import BatchOrder

STEPS = 100
BATCH = 32

# optimizer, momentum, nesterov, and a learning rate beside Keras's default at which the nets learn fast.
RECIPES = {
    "sgd": ("sgd", 0.0, False, 0.1),
    "momentum": ("sgd", 0.9, False, 0.05),
    "nesterov": ("sgd", 0.9, True, 0.05),
    "rmsprop": ("rmsprop", 0.0, False, 0.01),
    "adam": ("adam", 0.0, False, 0.01),
    "adamax": ("adamax", 0.0, False, 0.01),
    "nadam": ("nadam", 0.0, False, 0.01),
    "adagrad": ("adagrad", 0.0, False, 0.1),
    "adadelta": ("adadelta", 0.0, False, 1.0),
}
NETS = ("4-6-6-1", "64-32-10")
L2 = (0.0, 0.01)

CLASSES = {
    "sgd": keras.optimizers.SGD, "rmsprop": keras.optimizers.RMSprop, "adam": keras.optimizers.Adam,
    "adamax": keras.optimizers.Adamax, "nadam": keras.optimizers.Nadam, "adagrad": keras.optimizers.Adagrad,
    "adadelta": keras.optimizers.Adadelta,
}  # fmt: skip


def make_dataset(notation):
    sizes = [int(size) for size in notation.split("-")]
    draw = np.random.default_rng(5)
    x = draw.normal(size=(10 * BATCH, sizes[0])).astype(np.float32)
    scores = np.tanh(x @ draw.normal(size=(sizes[0], max(2, sizes[-1]))))
    y = np.argmax(scores + 0.1 * draw.normal(size=scores.shape), axis=1)
    return Dataset.from_arrays(x, y, validation=(x[:64], y[:64]), test=(x[:64], y[:64]))


@pytest.fixture(scope="module")
def trained(laboratory):
    """Every trial's outcome by net, recipe, learning rate and l2: one study a net."""

    def default(optimizer):
        return 0.01 if optimizer == "sgd" else 0.001

    rows = [
        (optimizer, momentum, nesterov, rate)
        for optimizer, momentum, nesterov, fast in RECIPES.values() for rate in (default(optimizer), fast)
    ]  # fmt: skip
    names = ("optimizer", "momentum", "nesterov", "learning_rate")
    outcomes = {}
    for net in NETS:
        study = laboratory.train(
            make_dataset(net),
            net=net,
            pair=dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)),
            vary={"l2": list(L2)},
            set={"steps": STEPS, "batch_size": BATCH, "activation": "tanh", "order_seed": 3},
            seed=11,
        )
        for outcome in study:
            settings = outcome.trial.settings
            recipe = tuple(settings.get(name, default) for name, default in zip(names, ("", 0.0, False, 0.0), strict=True))
            outcomes[net, *recipe, settings["l2"]] = outcome
    assert len(outcomes) == len(NETS) * len(rows) * len(L2)
    return outcomes


@cache
def batches(net):
    """Inputs and targets of every step, from the plan that trainlab's engine follows."""
    dataset = make_dataset(net)
    indices, counts = BatchOrder(len(dataset.train), BATCH, shuffle=True, order_seed=3).batches(0, STEPS)
    assert (counts == BATCH).all()
    return dataset.train.inputs[indices], dataset.train.targets[indices]


def keras_model(net, parameters, l2):
    layers = [keras.Input((net.inputs,))]
    for layer in net.layers:
        activation = "linear" if layer.name == "output" else layer.activation
        # Keras's L2 has no half.
        regularizer = keras.regularizers.L2(l2 / 2) if l2 else None
        layers.append(keras.layers.Dense(layer.outputs, activation, kernel_regularizer=regularizer))
    model = keras.Sequential(layers)
    model.set_weights([parameters[layer.name][name] for layer in net.layers for name in ("kernel", "bias")])
    return model


def train_with_keras(notation, l2, recipe, rates):
    """Losses of every step and final weights for each learning rate; the rate is a variable in Keras too."""
    net = read_net(notation, "tanh")
    model = keras_model(net, draw_parameters(net, seed=11), l2)
    if net.outputs == 1:
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
    else:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    name, momentum, nesterov, _ = RECIPES[recipe]
    extra = {"momentum": momentum, "nesterov": nesterov} if name == "sgd" else {}
    optimizer = CLASSES[name](**extra)
    optimizer.build(model.trainable_variables)
    start = [variable.value for variable in model.trainable_variables]

    def step(carry, batch):
        trainable, kept = carry
        x, y = batch

        def objective(trainable):
            logits, _, penalties = model.stateless_call(trainable, [], x, return_losses=True)
            return loss(y[:, None], logits) + sum(penalties)

        value, gradient = jax.value_and_grad(objective)(trainable)
        return optimizer.stateless_apply(kept, gradient, trainable), value

    # Optimising the oracle would take longer than running it.
    fast = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
    program = jax.jit(lambda *carry: jax.lax.scan(step, carry, batches(notation)))
    results, compiled = [], None
    for rate in rates:
        optimizer.learning_rate.assign(rate)
        kept = [variable.value for variable in optimizer.variables]
        compiled = compiled or program.lower(start, kept).compile(compiler_options=fast)
        (trainable, _), losses = compiled(start, kept)
        results.append((np.asarray(losses), [np.asarray(array) for array in trainable]))
    return [np.asarray(array) for array in start], results


@pytest.mark.parametrize("l2", L2, ids=["plain", "l2"])
@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("net", NETS)
def test_a_hundred_steps_agree_with_keras(net, recipe, l2, trained):
    optimizer, momentum, nesterov, fast = RECIPES[recipe]
    rates = (0.01 if optimizer == "sgd" else 0.001, fast)
    start, expected = train_with_keras(net, l2, recipe, rates)
    for rate, (losses, weights) in zip(rates, expected, strict=True):
        outcome = trained[net, optimizer, momentum, nesterov, rate, l2]
        dl = np.abs(outcome.losses / losses - 1).max()
        dw = max(np.abs(m - t).max() / np.abs(t).max() for m, t in zip(outcome.final.values(), weights))
        dm = max(np.abs(m - t).max() / np.abs(t - s).max() for m, t, s in zip(outcome.final.values(), weights, start))
        print(f"{net} {recipe:9} {rate:6} l2 {l2:5}: loss {dl:.1e} weights {dw:.1e} moved {dm:.1e}  from {losses[0]:.3f} to {losses[-1]:.4f}")
