"""A trained net, measured on a split and asked for predictions."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.errors import DataError
from trainlab.nets import draw_parameters, read_net
from trainlab.settings import resolve
from trainlab.train import apply, measure
from trainlab.train.apply import evaluate_split, nested, predict_outputs

BLOCK = 16


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Blocks that a few examples fill."""
    monkeypatch.setattr(apply, "BLOCK", BLOCK)
    monkeypatch.setattr(measure, "BLOCK", BLOCK)


def make(notation):
    net = read_net(notation, "tanh")
    drawn = draw_parameters(net, 2, bias_init=0.1)
    weights = {f"{layer}.{name}": array for layer, found in drawn.items() for name, array in found.items()}
    return {"net": notation, "activation": "tanh", "loss": "cross_entropy"}, weights


def expected_probabilities(weights, x):
    x = x.reshape(len(x), -1).astype(float)
    logits = np.tanh(x @ weights["hidden1.kernel"] + weights["hidden1.bias"]) @ weights["output.kernel"]
    logits = logits + weights["output.bias"]
    if logits.shape[1] == 1:
        logits = np.concatenate([np.zeros_like(logits), logits], axis=1)
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def inputs(examples, *shape):
    return np.random.default_rng(examples).normal(size=(examples, *shape)).astype(np.float32)


@pytest.mark.parametrize(("notation", "shape"), [("6-4-1", (6,)), ("6-4-3", (2, 3)), ("6-4-3", (2, 3, 1))])
@pytest.mark.parametrize("examples", [1, BLOCK, 2 * BLOCK + 5])
def test_predictions_and_measures_agree_with_numpy(notation, shape, examples):
    settings, weights = make(notation)
    x = inputs(examples, *shape)
    p = predict_outputs(settings, weights, x)
    expected = expected_probabilities(weights, x)
    assert p.dtype == np.float32
    np.testing.assert_allclose(p, expected, rtol=1e-5)
    y = np.random.default_rng(0).integers(0, expected.shape[1], examples).astype(np.int32)
    loss, accuracy = evaluate_split(settings, weights, x, y).values()
    assert loss == pytest.approx(-np.log(expected[np.arange(examples), y]).mean(), rel=1e-5)
    assert accuracy == pytest.approx((expected.argmax(axis=1) == y).mean(), rel=1e-6)


def test_a_prediction_does_not_depend_on_its_company():
    settings, weights = make("6-4-3")
    x = inputs(2 * BLOCK + 5, 6)
    together = predict_outputs(settings, weights, x)
    for row in (0, BLOCK, 2 * BLOCK + 4):
        assert predict_outputs(settings, weights, x[row : row + 1]).tobytes() == together[row].tobytes()


@pytest.mark.parametrize(("notation", "classes"), [("6-4-1", 2), ("6-4-3", 3)])
def test_no_examples_give_no_predictions(notation, classes):
    assert predict_outputs(*make(notation), inputs(0, 6)).shape == (0, classes)


@pytest.mark.parametrize("shape", [(3, 5), (3, 2, 2), (6,), ()])
def test_inputs_of_another_shape_are_refused(shape):
    with pytest.raises(DataError) as refusal:
        predict_outputs(*make("6-4-1"), np.zeros(shape, np.float32))
    expected = f"net '6-4-1' takes 6 numbers an example: inputs must be (examples, 6), not {shape}."
    assert str(refusal.value) == expected


IMAGES = (5, 4, 2)
LAYERS = "conv2x2x3 batchnorm:leaky_relu flatten dense3"


def make_layers(slope=0.3):
    settings = resolve({"net": LAYERS, "leaky_slope": slope}, "digits")
    net = read_net(LAYERS, "relu", IMAGES)
    drawn = draw_parameters(net, 4, bias_init=0.2)
    weights = {f"{layer}.{name}": array for layer, found in drawn.items() for name, array in found.items()}
    generator = np.random.default_rng(7)
    for layer, shapes in net.statistics.items():
        weights |= {f"{layer}.{name}": generator.uniform(0.5, 2, size).astype(np.float32)
                    for name, size in shapes.items()}  # fmt: skip
    return settings, weights


def expected_of_layers(weights, x, slope):
    """The layers by loops over windows; batch normalisation by its moving mean and variance."""
    w = {name: array.astype(float) for name, array in weights.items()}
    planes = np.zeros((len(x), 4, 3, 3))
    for row in range(4):
        for column in range(3):
            window = x[:, row : row + 2, column : column + 2].astype(float)
            planes[:, row, column] = np.einsum("nhwi,hwio->no", window, w["conv1.kernel"]) + w["conv1.bias"]
    planes = np.maximum(planes, 0)
    planes = (planes - w["batchnorm1.moving_mean"]) / np.sqrt(w["batchnorm1.moving_variance"] + 1e-3)
    planes = planes * w["batchnorm1.gamma"] + w["batchnorm1.beta"]
    hidden = np.where(planes > 0, planes, slope * planes).reshape(len(x), -1)
    logits = hidden @ w["dense1.kernel"] + w["dense1.bias"]
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def test_layers_use_what_they_keep_and_the_numbers_of_their_activations():
    settings, weights = make_layers()
    x, y = inputs(9, *IMAGES), np.arange(9, dtype=np.int32) % 3
    expected = expected_of_layers(weights, x, 0.3)
    np.testing.assert_allclose(predict_outputs(settings, weights, x), expected, rtol=1e-4)
    loss, accuracy = evaluate_split(settings, weights, x, y).values()
    assert loss == pytest.approx(-np.log(expected[np.arange(9), y]).mean(), rel=1e-4)
    assert accuracy == pytest.approx((expected.argmax(axis=1) == y).mean())


def test_images_may_be_given_as_rows():
    settings, weights = make_layers()
    x = inputs(3, *IMAGES)
    rows = predict_outputs(settings, weights, x.reshape(3, -1), IMAGES)
    assert rows.tobytes() == predict_outputs(settings, weights, x).tobytes()
    with pytest.raises(DataError, match=r"takes 40 numbers an example: .* not \(3, 5, 4\)"):
        predict_outputs(settings, weights, x[..., 0], IMAGES)


def test_large_layers_are_predicted_in_smaller_blocks(monkeypatch):
    settings, weights = make_layers()
    x = inputs(5, *IMAGES)
    together = predict_outputs(settings, weights, x)
    monkeypatch.setattr(apply, "LARGEST_ACTIVATION", 100)  # the largest layer makes 40 numbers
    np.testing.assert_allclose(predict_outputs(settings, weights, x), together, rtol=1e-5)
    assert apply._block(read_net(LAYERS, "relu", IMAGES)) == 2


def test_weights_nest_by_layer_and_variable():
    one, two, three = np.arange(3.0)[:, None]
    assert nested({"a.kernel": one, "a.bias": two, "b.c.kernel": three}) == {
        "a": {"kernel": one, "bias": two}, "b.c": {"kernel": three},
    }  # fmt: skip
