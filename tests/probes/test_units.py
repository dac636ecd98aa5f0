"""Units of layers against loops over units, examples and places."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.activations import ACTIVATIONS
from trainlab.nets import Mode, draw_parameters, initial_statistics, read_net
from trainlab.probes.units import activations, dead_share, layer_outputs, mean_and_spread

HYPER = {"leaky_slope": 0.2, "elu_alpha": 1.0, "norm_momentum": 0.9}


def by_hand(activation: str, z: float) -> float:
    """Activations from their definitions, in 64 bits."""
    from math import erf, exp, expm1, log1p, sqrt, tanh

    match activation:
        case "relu":
            return max(z, 0.0)
        case "leaky_relu":
            return z if z > 0 else 0.2 * z
        case "elu":
            return z if z > 0 else expm1(z)
        case "selu":
            return 1.0507009873554805 * (z if z > 0 else 1.6732632423543772 * expm1(z))
        case "gelu":
            return z * 0.5 * (1 + erf(z / sqrt(2)))
        case "silu":
            return z / (1 + exp(-z))
        case "tanh":
            return tanh(z)
        case "sigmoid":
            return 1 / (1 + exp(-z))
        case "softplus":
            return log1p(exp(-abs(z))) + max(z, 0.0)
    return z


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_dead_units_of_each_activation(activation):
    # Four units: one that is alive, one of weights 0, one far below zero, one far above it.
    kernel, bias = np.array([[1.0, 0.0, 1.0, 1.0]]), np.array([0.0, 0.5, -40.0, 40.0])
    x = np.linspace(-1, 1, 7)[:, None]
    net = read_net("1-4-1", activation)
    parameters = {
        "hidden1": {"kernel": kernel.astype(np.float32), "bias": bias.astype(np.float32)},
        "output": {"kernel": np.ones((4, 1), np.float32), "bias": np.zeros(1, np.float32)},
    }
    outputs = layer_outputs(net, parameters, {}, Mode(hyper=HYPER), jnp.asarray(x, jnp.float32))
    dead = 0
    for unit in range(4):
        row = [by_hand(activation, float(example @ kernel[:, unit] + bias[unit])) for example in x]
        np.testing.assert_allclose(outputs["hidden1"][unit], row, rtol=1e-5, atol=1e-5)
        if activation == "relu":
            dead += all(value <= 0 for value in row)
        else:
            dead += max(row) - min(row) <= 1e-6 * max(1, *map(abs, row))
    assert float(dead_share(outputs["hidden1"], activation)) == dead / 4
    # The unit of weights 0 puts out a constant, which relu passes on.
    expected = {"relu": 1, "leaky_relu": 1, "identity": 1, "tanh": 3, "sigmoid": 3}
    assert dead == expected.get(activation, 2)


def test_units_of_images_are_channels():
    net = read_net("conv3x3x3:relu batchnorm relu maxpool2x2 flatten dense5:tanh dense2", "relu", (6, 6, 2))
    random = np.random.default_rng(0)
    drawn = draw_parameters(net, 0, "he_normal")
    parameters = {
        layer: {name: np.asarray(array, np.float32) for name, array in of.items()}
        for layer, of in drawn.items()
    }
    names = [layer.name for layer in net.layers]
    conv = names[0]
    parameters[conv]["bias"] = np.array([0.0, -100.0, 0.0], np.float32)  # a channel that is dead
    x = jnp.asarray(random.normal(size=(256, 72)), jnp.float32)  # so many that planes get spare examples
    mode = Mode(training=True, drawing=False, hyper=HYPER)
    outputs = layer_outputs(net, parameters, initial_statistics(net), mode, x)
    assert list(outputs) == [name for name in names if name in activations(net)]
    images, kernel = np.asarray(x, float).reshape(256, 6, 6, 2), parameters[conv]["kernel"].astype(float)
    for channel in range(3):
        values = [
            max(0.0, (images[:, i : i + 3, j : j + 3] * kernel[..., channel]).sum(axis=(1, 2, 3))[example]
                + float(parameters[conv]["bias"][channel]))
            for i in range(4) for j in range(4) for example in range(256)
        ]  # fmt: skip
        np.testing.assert_allclose(sorted(outputs[conv][channel].tolist()), sorted(values), atol=1e-4)
    assert float(dead_share(outputs[conv], "relu")) == pytest.approx(1 / 3)
    mean, spread = mean_and_spread(outputs[conv])
    every = np.asarray(outputs[conv], float)
    np.testing.assert_allclose([mean, spread], [every.mean(), every.std()], rtol=1e-5)


def test_layers_in_front_of_what_learns_are_left_out():
    net = read_net("4-6-5-1", "relu")
    assert list(activations(net)) == ["hidden1", "hidden2", "output"]
    assert list(activations(net.frozen_where(frozenset({"hidden1"})))) == ["hidden2", "output"]
    # A frozen layer behind one that learns sees other inputs as that one learns.
    assert list(activations(net.frozen_where(frozenset({"hidden2"})))) == ["hidden1", "hidden2", "output"]
