"""The same weights, batches and recipe, a hundred steps of Keras 3 and a hundred of trainlab's engine."""

from __future__ import annotations

# pyright: reportAssignmentType=false, reportAttributeAccessIssue=false, reportCallIssue=false
# Keras does not say which of its results it returns.
from functools import cache

import jax
import keras
import numpy as np
import pytest
from laboratory import quick_compilation

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
ACTIVATION = "tanh"
SEED, ORDER_SEED = 11, 3

TOLERANCE = 1e-5
"""Of the loss at every step, relative to that loss. Of a variable's final values, relative to the longest way
one of them went from its start: a net that hardly moved agrees by its updates, not by its initial weights."""

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


def rates(recipe):
    """Keras's default learning rate, and the fast one."""
    optimizer, *_, fast = RECIPES[recipe]
    return (0.01 if optimizer == "sgd" else 0.001), fast


@pytest.fixture(scope="module")
def trained(laboratory):
    """Every trial's outcome by net, recipe, learning rate and l2; a net's trials are one study."""
    rows = [(recipe, *RECIPES[recipe][:3], rate) for recipe in RECIPES for rate in rates(recipe)]
    _, *columns = map(list, zip(*rows, strict=True))
    outcomes = {}
    pair = dict(zip(("optimizer", "momentum", "nesterov", "learning_rate"), columns, strict=True))
    shared = {"steps": STEPS, "batch_size": BATCH, "activation": ACTIVATION, "order_seed": ORDER_SEED}
    for net in NETS:
        # Nearly all the time goes into compiling 36 programs. How they are optimised changes no arithmetic;
        # test_backprop.py holds fully optimised ones against its oracle.
        with quick_compilation():
            study = laboratory.train(
                make_dataset(net), net=net, set=shared, vary={"l2": list(L2)}, pair=pair, seed=SEED
            )
        for (recipe, *_, rate), plain, penalised in zip(rows, study[::2], study[1::2], strict=True):
            outcomes[net, recipe, rate, L2[0]] = plain
            outcomes[net, recipe, rate, L2[1]] = penalised
            assert [plain.trial.settings["l2"], penalised.trial.settings["l2"]] == list(L2)
            assert plain.trial.settings["learning_rate"] == rate
            assert plain.trial.settings["optimizer"] == RECIPES[recipe][0]
    return outcomes


@cache
def batches(net):
    """Inputs and targets of every step, from the plan that trainlab's engine follows."""
    dataset = make_dataset(net)
    order = BatchOrder(len(dataset.train), BATCH, shuffle=True, order_seed=ORDER_SEED)
    indices, counts = order.batches(0, STEPS)
    assert (counts == BATCH).all()
    return dataset.train.inputs[indices], dataset.train.targets[indices, None]


@cache
def keras_gradient(notation, l2):
    """A Keras model with trainlab's initial weights, and its loss and gradient by its weights."""
    net = read_net(notation, ACTIVATION)
    layers = [keras.Input((net.inputs,))]
    for layer in net.layers:
        activation = "linear" if layer.name == "output" else ACTIVATION
        # Keras's L2 has no half.
        penalty = keras.regularizers.L2(l2 / 2) if l2 else None
        layers.append(keras.layers.Dense(layer.outputs, activation, kernel_regularizer=penalty))
    model = keras.Sequential(layers)
    drawn = draw_parameters(net, seed=SEED)
    model.set_weights([drawn[layer.name][name] for layer in net.layers for name in ("kernel", "bias")])
    if net.outputs == 1:
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
    else:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    def objective(trainable, x, y):
        logits, _, penalties = model.stateless_call(trainable, [], x, return_losses=True)
        return loss(y, logits) + sum(penalties)

    return model, quick_jit(jax.value_and_grad(objective))


@cache
def keras_optimizer(notation, recipe):
    """The optimizer, and its update of all weights; the learning rate is one of its variables."""
    name, momentum, nesterov, _ = RECIPES[recipe]
    optimizer = CLASSES[name](**({"momentum": momentum, "nesterov": nesterov} if name == "sgd" else {}))
    optimizer.build(keras_gradient(notation, 0.0)[0].trainable_variables)
    return optimizer, quick_jit(optimizer.stateless_apply)


def quick_jit(function):
    # Optimising the oracle would take longer than running it.
    return jax.jit(function, compiler_options={"xla_backend_optimization_level": 0})


def train_with_keras(notation, recipe, l2, rate):
    """The loss of every step, and the weights before and after by trainlab's names."""
    model, gradient = keras_gradient(notation, l2)
    optimizer, update = keras_optimizer(notation, recipe)
    optimizer.learning_rate.assign(rate)
    before = [variable.value for variable in model.trainable_variables]
    trainable, kept = before, [variable.value for variable in optimizer.variables]
    losses = []
    for x, y in zip(*batches(notation), strict=True):
        loss, slope = gradient(trainable, x, y)
        trainable, kept = update(kept, slope, trainable)
        losses.append(loss)
    layers = [layer.name for layer in read_net(notation, ACTIVATION).layers]
    names = [f"{layer}.{name}" for layer in layers for name in ("kernel", "bias")]
    return np.array(losses), *(dict(zip(names, map(np.asarray, w), strict=True)) for w in (before, trainable))


@pytest.mark.parametrize("l2", L2, ids=["plain", "l2"])
@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("net", NETS)
def test_a_hundred_steps_agree_with_keras(net, recipe, l2, trained):
    losses = None
    for rate in rates(recipe):
        outcome = trained[net, recipe, rate, l2]
        losses, before, after = train_with_keras(net, recipe, l2, rate)
        assert outcome.losses.shape == (STEPS,)
        np.testing.assert_allclose(outcome.losses, losses, rtol=TOLERANCE, atol=0)
        assert outcome.final.keys() == after.keys()
        for name, expected in after.items():
            way = np.abs(expected - before[name]).max()
            rounding = np.spacing(np.abs(expected).max())
            deviation = np.abs(outcome.final[name] - expected).max()
            assert deviation <= TOLERANCE * way + rounding, f"{name}: {deviation / way:.1e} of its way"
    assert losses is not None
    assert losses[-10:].mean() < 0.9 * losses[:10].mean(), "a net that does not learn shows little"
