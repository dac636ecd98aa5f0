"""Optimizers that look at whole variables, or take the gradient elsewhere, in a net: losses as Keras's."""

from __future__ import annotations

# pyright: reportAssignmentType=false, reportAttributeAccessIssue=false, reportCallIssue=false
# Keras does not say which of its results it returns.
import jax
import keras
import numpy as np
import pytest
from laboratory import quick_compilation

from trainlab.data import Dataset
from trainlab.nets import draw_parameters, read_net

STEPS = 40
NET, ACTIVATION, SEED = "4-6-6-1", "tanh", 11

RECIPES = {
    "lamb": ({"learning_rate": 0.05}, keras.optimizers.Lamb(0.05)),
    "adafactor": ({"learning_rate": 0.03}, keras.optimizers.Adafactor(0.03)),
    "muon": ({"learning_rate": 0.05}, keras.optimizers.Muon(0.05)),
    "schedule_free_adamw": ({"learning_rate": 0.05}, keras.optimizers.ScheduleFreeAdamW(0.05)),
    "ftrl": (
        {"learning_rate": 0.1, "initial_accumulator": 0.0},
        keras.optimizers.Ftrl(0.1, initial_accumulator_value=0.0),
    ),
    "adam": ({"learning_rate": 0.05, "amsgrad": True}, keras.optimizers.Adam(0.05, amsgrad=True)),
    "rmsprop": ({"learning_rate": 0.005, "centered": True}, keras.optimizers.RMSprop(0.005, centered=True)),
}


@pytest.fixture(scope="module")
def dataset():
    draw = np.random.default_rng(5)
    x = draw.normal(size=(64, 4)).astype(np.float32)
    y = (np.tanh(x @ draw.normal(size=4)) > 0).astype(int)
    return Dataset.from_arrays(x, y, validation=(x, y), test=(x, y))


def keras_losses(dataset, optimizer):
    net = read_net(NET, ACTIVATION)
    layers = [
        keras.layers.Dense(layer.outputs, "linear" if layer.name == "output" else ACTIVATION)
        for layer in net.layers
    ]
    model = keras.Sequential([keras.Input((net.inputs,)), *layers])
    drawn = draw_parameters(net, seed=SEED)
    model.set_weights([drawn[layer.name][name] for layer in net.layers for name in ("kernel", "bias")])
    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    x, y = dataset.train.inputs, dataset.train.targets[:, None]

    def objective(trainable):
        logits, _ = model.stateless_call(trainable, [], x)
        return loss(y, logits)

    def step(carry, _):
        trainable, kept = carry
        value, slope = jax.value_and_grad(objective)(trainable)
        return optimizer.stateless_apply(kept, slope, trainable), value

    optimizer.build(model.trainable_variables)
    start = [[variable.value for variable in of] for of in (model.trainable_variables, optimizer.variables)]
    run = jax.jit(
        lambda *start: jax.lax.scan(step, start, length=STEPS)[1],
        compiler_options={"xla_backend_optimization_level": 0},
    )
    return np.asarray(run(*start))


@pytest.mark.parametrize("name", RECIPES)
def test_the_losses_of_a_net_agree_with_keras(name, dataset, laboratory):
    given, optimizer = RECIPES[name]
    shared = {"steps": STEPS, "batch_size": "full", "activation": ACTIVATION, "optimizer": name}
    with quick_compilation():
        (outcome,) = laboratory.train(dataset, net=NET, set={**shared, **given}, seed=SEED)
    expected = keras_losses(dataset, optimizer)
    np.testing.assert_allclose(outcome.losses, expected, rtol=2e-5, atol=1e-6)
    assert expected[-1] < 0.8 * expected[0], "a net that does not learn shows little"
