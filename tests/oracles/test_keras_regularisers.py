"""The same weights and batch, twenty steps of Keras 3's own training and of trainlab's."""

from __future__ import annotations

import jax
import keras
import numpy as np
import pytest
import regularised

STEPS = 20
RATE = 0.2
WEIGHTS = [0.25, 2.0, 3.0]

OPTIMIZERS = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam, "nadam": keras.optimizers.Nadam}

# Our settings, and what of Keras's does the same: for the layers, for the optimizer, for the loss.
CASES = {
    "l1": ({"l1": 0.05}, {"kernel_regularizer": keras.regularizers.L1(0.05)}, {}, {}),
    "l2": ({"l2": 0.1}, {"kernel_regularizer": keras.regularizers.L2(0.1 / 2)}, {}, {}),
    "max_norm": ({"max_norm": 0.8}, {"kernel_constraint": keras.constraints.MaxNorm(0.8, axis=0)}, {}, {}),
    "clip_value": ({"clip_value": 0.05}, {}, {"clipvalue": 0.05}, {}),
    "clip_norm": ({"clip_norm": 0.1}, {}, {"global_clipnorm": 0.1}, {}),
    "label_smoothing": ({"label_smoothing": 0.3}, {}, {}, {"label_smoothing": 0.3}),
    "everything": (
        {"l1": 0.02, "l2": 0.1, "max_norm": 0.8, "clip_norm": 0.3, "label_smoothing": 0.3},
        {"kernel_regularizer": keras.regularizers.L1L2(0.02, 0.1 / 2),
         "kernel_constraint": keras.constraints.MaxNorm(0.8, axis=0)},
        {"global_clipnorm": 0.3},
        {"label_smoothing": 0.3},
    ),
}  # fmt: skip


def make_model(net, variables, **layer_options):
    dense = [
        keras.layers.Dense(layer.outputs, layer.activation.replace("identity", "linear"), **layer_options)
        for layer in net.layers
    ]
    model = keras.Sequential([keras.Input((net.inputs,)), *dense])
    for layer, ours in zip(model.layers, variables.values(), strict=True):
        layer.set_weights([ours["kernel"], ours["bias"]])
    return model


def make_loss(net, y, **loss_options):
    """Keras's loss, and the targets in the shape it takes."""
    if net.outputs == 1:
        return keras.losses.BinaryCrossentropy(from_logits=True, **loss_options), y[:, None]
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, **loss_options)
    return loss, np.eye(net.outputs, dtype=np.float32)[y]


def train_with_keras(model, x, targets, loss, optimizer):
    """The loss of every step, and the kernels and biases after it."""

    def objective(trainable):
        logits, _, penalties = model.stateless_call(trainable, [], x, return_losses=True)
        return loss(targets, logits) + sum(penalties)

    def step(carry, _):
        trainable, kept = carry
        value, slope = jax.value_and_grad(objective)(trainable)
        trainable, kept = optimizer.stateless_apply(kept, slope, trainable)
        return (trainable, kept), (value, trainable)

    optimizer.build(model.trainable_variables)
    variables = [
        [variable.value for variable in holder] for holder in (model.trainable_variables, optimizer.variables)
    ]
    train = regularised.quick_jit(lambda *start: jax.lax.scan(step, start, length=STEPS)[1])
    losses, path = train(*variables)
    steps = [[np.asarray(array[step]) for array in path] for step in range(STEPS)]
    return losses, [list(zip(arrays[::2], arrays[1::2], strict=True)) for arrays in steps]


@pytest.mark.parametrize(
    ("case", "notation", "optimizer"),
    [
        *((case, "3-4-3", "sgd") for case in CASES),
        ("label_smoothing", "3-4-1", "sgd"),
        ("everything", "3-4-1", "nadam"),
        ("clip_norm", "3-4-3", "adam"),
    ],
)
def test_twenty_steps_agree_with_keras(case, notation, optimizer):
    ours, layer_options, optimizer_options, loss_options = CASES[case]
    net = regularised.read(notation)
    x, y = regularised.make_examples(net)
    variables = regularised.draw_layers(net)
    # Rules that divide by the gradient's own size take longer steps, and enlarge rounding with them.
    rate = RATE if optimizer == "sgd" else RATE / 10
    recipe = {**ours, "learning_rate": rate}
    if optimizer != "sgd":
        recipe |= {"beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7}
    losses, path = regularised.train_with_trainlab(net, variables, x, y, recipe, STEPS, optimizer)
    loss, targets = make_loss(net, y, **loss_options)
    expected_losses, expected = train_with_keras(
        make_model(net, variables, **layer_options), x, targets, loss,
        OPTIMIZERS[optimizer](rate, **optimizer_options),
    )  # fmt: skip
    np.testing.assert_allclose(losses, expected_losses, rtol=1e-5)
    assert regularised.deviation(path, expected) < 3e-6


@pytest.mark.parametrize("notation", ["3-4-3", "3-4-1"])
def test_class_weights_are_those_keras_trains_with(notation):
    """By Keras's own training loop: only there classes have weights."""
    net = regularised.read(notation)
    x, y = regularised.make_examples(net)
    variables = regularised.draw_layers(net)
    weights = WEIGHTS[: max(2, net.outputs)]
    recipe = {"class_weights": weights, "learning_rate": RATE}
    losses, path = regularised.train_with_trainlab(net, variables, x, y, recipe, STEPS)
    loss, targets = make_loss(net, y)
    model = make_model(net, variables)
    model.compile(keras.optimizers.SGD(RATE), loss)
    for step in range(STEPS):
        model.reset_metrics()
        value = model.train_on_batch(x, targets, class_weight=dict(enumerate(weights)))
        assert losses[step] == pytest.approx(float(value), rel=1e-5)
        arrays = [np.asarray(variable.value) for variable in model.trainable_variables]
        expected = list(zip(arrays[::2], arrays[1::2], strict=True))
        assert regularised.deviation(path[step : step + 1], [expected]) < 3e-6
