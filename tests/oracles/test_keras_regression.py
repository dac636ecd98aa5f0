"""A hundred steps on numeric targets, of Keras 3 and of trainlab's engine, for every loss."""

from __future__ import annotations

# pyright: reportAssignmentType=false, reportAttributeAccessIssue=false, reportCallIssue=false
# Keras does not say which of its results it returns.
import jax
import keras
import numpy as np
import pytest
from laboratory import quick_compilation

from trainlab.data import Dataset, prepared
from trainlab.nets import draw_parameters, read_net
from trainlab.train.order import BatchOrder

STEPS, BATCH, SEED, ORDER_SEED = 100, 32, 11, 3
NET, ACTIVATION, DELTA = "4-6-6-2", "tanh", 0.4

LOSSES = {
    "mse": keras.losses.MeanSquaredError(),
    "mae": keras.losses.MeanAbsoluteError(),
    "huber": keras.losses.Huber(delta=DELTA),
}
OPTIMIZERS = {
    "sgd": (keras.optimizers.SGD, 0.05),
    "adam": (keras.optimizers.Adam, 0.01),
    "rmsprop": (keras.optimizers.RMSprop, 0.01),
}

TOLERANCE = 2e-5
"""Of the loss at every step, relative to that loss, and of a variable's way from its start."""


def dataset():
    draw = np.random.default_rng(5)
    x = draw.normal(size=(10 * BATCH, 4)).astype(np.float32)
    y = np.tanh(x @ draw.normal(size=(4, 2))) * [20, 0.1] + [100, -3]
    y += 0.1 * y.std(axis=0) * draw.standard_t(2, size=y.shape)
    held_out = (x[:64], y[:64])
    return Dataset.from_arrays(x, y, validation=held_out, test=held_out, task="regression")


@pytest.fixture(scope="module")
def trained(laboratory):
    """Every trial's outcome by loss and optimizer, in the standardised unit that nets are trained in."""
    pairs = [(loss, optimizer) for loss in LOSSES for optimizer in OPTIMIZERS]
    shared = {
        "task": "regression", "steps": STEPS, "batch_size": BATCH, "activation": ACTIVATION,
        "order_seed": ORDER_SEED,
    }  # fmt: skip
    outcomes = {}
    with quick_compilation():
        for loss, optimizer in pairs:
            rate = OPTIMIZERS[optimizer][1]
            own = {"huber_delta": DELTA} if loss == "huber" else {}
            outcomes[loss, optimizer] = laboratory.train(
                prepared(dataset()), net=NET, seed=SEED,
                set={**shared, **own, "loss": loss, "optimizer": optimizer, "learning_rate": rate},
            )[0]  # fmt: skip
    return outcomes


def train_with_keras(loss, name):
    net, data = read_net(NET, ACTIVATION), dataset()
    mean, deviation = data.train.targets.mean(axis=0), data.train.targets.std(axis=0)
    targets = ((data.train.targets - mean) / deviation).astype(np.float32)
    layers = [keras.Input((net.inputs,))]
    for layer in net.layers:
        layers.append(keras.layers.Dense(layer.outputs, "linear" if layer.name == "output" else ACTIVATION))
    model = keras.Sequential(layers)
    drawn = draw_parameters(net, seed=SEED)
    model.set_weights([drawn[layer.name][kind] for layer in net.layers for kind in ("kernel", "bias")])
    optimizer = OPTIMIZERS[name][0](learning_rate=OPTIMIZERS[name][1])
    optimizer.build(model.trainable_variables)

    @jax.jit
    def step(weights, kept, x, y):
        def objective(weights):
            return LOSSES[loss](y, model.stateless_call(weights, [], x)[0])

        value, slope = jax.value_and_grad(objective)(weights)
        return value, *optimizer.stateless_apply(kept, slope, weights)

    before = weights = [variable.value for variable in model.trainable_variables]
    kept = [variable.value for variable in optimizer.variables]
    rows, counts = BatchOrder(len(targets), BATCH, shuffle=True, order_seed=ORDER_SEED).batches(0, STEPS)
    assert (counts == BATCH).all()
    losses = []
    for batch in rows:
        value, weights, kept = step(weights, kept, data.train.inputs[batch], targets[batch])
        losses.append(value)
    names = [f"{layer.name}.{kind}" for layer in net.layers for kind in ("kernel", "bias")]
    return np.array(losses), *(dict(zip(names, map(np.asarray, w), strict=True)) for w in (before, weights))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_a_hundred_steps_agree_with_keras(loss, optimizer, trained):
    outcome = trained[loss, optimizer]
    losses, before, after = train_with_keras(loss, optimizer)
    np.testing.assert_allclose(outcome.losses, losses, rtol=TOLERANCE, atol=0)
    for name, expected in after.items():
        way = np.abs(expected - before[name]).max()
        rounding = np.spacing(np.abs(expected).max())
        assert np.abs(outcome.final[name] - expected).max() <= TOLERANCE * way + rounding, name
    assert losses[-10:].mean() < 0.9 * losses[:10].mean(), "a net that does not learn shows little"
