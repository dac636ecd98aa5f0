"""A net of convolutions and batch normalisation, trained by trainlab's engine and by Keras."""

from __future__ import annotations

# pyright: reportAttributeAccessIssue=false
# Keras does not say which of its results it returns.
import keras
import numpy as np
import pytest
from laboratory import assert_same, chosen, laid_out, quick_compilation

from trainlab.data import Dataset
from trainlab.nets import draw_parameters, read_net
from trainlab.train.order import BatchOrder

NET = "conv3x3x4:same batchnorm:tanh maxpool2 separable3x3x5 avgpool2:same flatten batchnorm dense3"
SHAPE = (7, 6, 2)
BATCH, STEPS = 8, 20
SETTINGS = {
    "activation": "tanh", "learning_rate": 0.05, "momentum": 0.9, "norm_momentum": 0.8, "batch_size": BATCH,
    "steps": STEPS, "eval_every": 10, "l2": 0.02, "clip_norm": 3.0, "eval_examples": "all",
}  # fmt: skip
SEED = 5
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def dataset():
    """44 small images, which batches of 8 do not divide, of three classes: where they are bright."""
    draw = np.random.default_rng(0)
    y = draw.integers(0, 3, 65)
    x = draw.normal(size=(65, *SHAPE))
    for label in range(3):
        x[y == label, 2 * label : 2 * label + 3] += 1.0
    return Dataset.from_arrays(x[:44], y[:44], validation=(x[44:], y[44:]), test=(x[44:], y[44:]))


@pytest.fixture(scope="module")
def outcome(laboratory, dataset):
    with quick_compilation():
        (outcome,) = laboratory.train(dataset, net=NET, set=SETTINGS, seed=SEED)
    return outcome


@pytest.fixture(scope="module")
def model():
    layers, l2 = keras.layers, keras.regularizers.L2(0.01)  # Keras's L2 has no half
    model = keras.Sequential([
        keras.Input(SHAPE),
        layers.Conv2D(4, 3, padding="same", activation="tanh", kernel_regularizer=l2),
        layers.BatchNormalization(momentum=0.8),
        layers.Activation("tanh"),
        layers.MaxPooling2D(2),
        layers.SeparableConv2D(5, 3, activation="tanh", depthwise_regularizer=l2, pointwise_regularizer=l2),
        layers.AveragePooling2D(2, padding="same"),
        layers.Flatten(),
        layers.BatchNormalization(momentum=0.8),
        layers.Dense(3, kernel_regularizer=l2),
    ])  # fmt: skip
    net = read_net(NET, "tanh", SHAPE)
    drawn = draw_parameters(net, SEED)
    own = [layer for layer in model.layers if layer.weights]
    for ours, theirs in zip((layer for layer in net.layers if layer.variables), own, strict=True):
        variables = [drawn[ours.name][name] for name in ours.variables]
        theirs.set_weights([*variables, *theirs.get_weights()[len(variables) :]])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.SGD(0.05, momentum=0.9, global_clipnorm=3.0), loss=loss)
    return model


def test_training_agrees_with_keras(outcome, model, dataset):
    order = BatchOrder(len(dataset.train), BATCH, shuffle=True, order_seed=0)
    indices, counts = order.batches(0, STEPS)
    assert set(counts.tolist()) == {4, 8}
    losses = []
    for rows, count in zip(indices, counts, strict=True):
        model.reset_metrics()
        x, y = dataset.train.inputs[rows[:count]], dataset.train.targets[rows[:count]]
        losses.append(float(model.train_on_batch(x, y)))
    np.testing.assert_allclose(outcome.losses, losses, rtol=2e-4)
    assert losses[-1] < 0.8 * losses[0]
    net = read_net(NET, "tanh", SHAPE)
    names = [f"{layer.name}.{name}" for layer in net.layers for name in (*layer.variables, *layer.statistics)]
    expected = dict(zip(names, model.get_weights(), strict=True))
    assert outcome.final.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_allclose(outcome.final[name], array, rtol=1e-3, atol=1e-4, err_msg=name)
    for split, values in (
        ("train", outcome.evaluations[STEPS][:2]),
        ("validation", outcome.evaluations[STEPS][2:]),
    ):
        part = dataset.split(split)
        logits = model.predict(part.inputs, verbose=0)
        loss = keras.losses.sparse_categorical_crossentropy(part.targets, logits, from_logits=True)
        assert values[0] == pytest.approx(float(loss.mean()), rel=1e-3)
        assert values[1] == pytest.approx((logits.argmax(axis=1) == part.targets).mean(), abs=1e-6)


def test_trials_with_statistics_are_the_trial_alone(laboratory, dataset):
    vary = {"norm_momentum": [0.5, 0.9, 0.99], "learning_rate": [0.01, 1e6]}
    given = {name: value for name, value in SETTINGS.items() if name not in vary}
    with quick_compilation():
        (plan,) = laboratory.plans(dataset, net=NET, set=given, vary=vary)
        plan = laid_out(plan, 3, 1)
        together = laboratory.train(dataset, plans=[plan])
        assert len({outcome.final["batchnorm1.moving_mean"].tobytes() for outcome in together}) > 3
        for place in (0, 1, 4):
            (alone,) = laboratory.train(dataset, plans=[chosen(plan, [place])])
            assert_same(together[place], alone)
