"""A net's output, and its variables as one vector."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets import Mode, draw_parameters, initial_statistics, pack, packed_shapes, read_net, unpack
from trainlab.nets.packing import MAX_PACKED, is_packed

LARGE = "3-300-2"


def test_a_net_chains_its_layers():
    net = read_net("3-5-4-2", "tanh")
    parameters = draw_parameters(net, 3, bias_init=0.3)
    x = np.random.default_rng(0).normal(size=(7, 3)).astype(np.float32)
    one, two, three = (parameters[name] for name in ("hidden1", "hidden2", "output"))
    hidden = np.tanh(np.tanh(x @ one["kernel"] + one["bias"]) @ two["kernel"] + two["bias"])
    expected = hidden @ three["kernel"] + three["bias"]
    logits, statistics = net.apply(parameters, jnp.asarray(x))
    np.testing.assert_allclose(logits, expected, rtol=1e-5, atol=1e-6)
    assert statistics == {}


def test_a_linear_net_is_a_product():
    net = read_net("3-2", "relu")
    layer = {"kernel": np.arange(6, dtype=np.float32).reshape(3, 2), "bias": np.array([10, 20], np.float32)}
    logits, _ = net.apply({"output": layer}, jnp.array([[1.0, 0.0, 0.0], [1.0, 1.0, -1.0]]))
    assert logits.tolist() == [[10, 21], [8, 19]]


def test_branches_add_what_entered_them():
    net = read_net("branch dense3:relu branch dense3:identity add add:tanh dense2", "relu", (3,))
    parameters = draw_parameters(net, 2, bias_init=0.1)
    x = np.random.default_rng(1).normal(size=(5, 3)).astype(np.float32)

    def dense(name, values):
        return values @ parameters[name]["kernel"] + parameters[name]["bias"]

    inner = np.maximum(dense("dense1", x), 0)
    inner = inner + dense("dense2", inner)
    expected = dense("dense3", np.tanh(x + inner))
    np.testing.assert_allclose(net.apply(parameters, jnp.asarray(x))[0], expected, rtol=1e-5, atol=1e-6)


def on_device(arrays):
    return jax.tree.map(jnp.asarray, arrays)


def test_the_tiny_net_is_what_loops_make_of_it():
    net = read_net(
        "avgpool2 conv3x3x3:sigmoid conv3x3x1:sigmoid avgpool3 conv3x3x10 flatten", "relu", (28, 28, 1)
    )
    parameters = draw_parameters(net, 0, bias_init=-0.2)
    images = np.random.default_rng(4).random((2, 28, 28, 1), dtype=np.float32)

    def pooled(x, side):
        height, width = x.shape[1] // side, x.shape[2] // side
        whole = x[:, : height * side, : width * side]
        return whole.reshape(len(x), height, side, width, side, -1).mean(axis=(2, 4))

    def convolved(x, layer):
        kernel, bias = parameters[layer]["kernel"], parameters[layer]["bias"]
        rows = [
            [np.tensordot(x[:, i : i + 3, j : j + 3], kernel, 3) for j in range(x.shape[2] - 2)]
            for i in range(x.shape[1] - 2)
        ]
        return np.array(rows).transpose(2, 0, 1, 3) + bias

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    hidden = sigmoid(convolved(sigmoid(convolved(pooled(images, 2), "conv1")), "conv2"))
    expected = convolved(pooled(hidden, 3), "conv3").reshape(2, 10)
    logits, _ = net.apply(on_device(parameters), jnp.asarray(images.reshape(2, -1)))
    np.testing.assert_allclose(logits, expected, rtol=1e-4, atol=1e-5)


def test_statistics_come_back_and_two_halves_are_the_whole():
    net = read_net("conv3x3x2 batchnorm:relu flatten dense3", "tanh", (5, 5, 1))
    parameters, statistics = on_device(draw_parameters(net, 1)), on_device(initial_statistics(net))
    x = jnp.asarray(np.random.default_rng(0).normal(size=(6, 25)), jnp.float32)
    hyper = {"norm_momentum": 0.9}
    trained, after = net.apply(parameters, x, Mode(training=True, hyper=hyper), statistics)
    assert list(after) == ["batchnorm1"]
    moved = np.asarray(after["batchnorm1"]["moving_mean"])
    assert moved.shape == (2,)
    assert moved.any()
    used, kept = net.apply(parameters, x, Mode(hyper=hyper), statistics)
    assert not np.allclose(used, trained)
    assert np.asarray(kept["batchnorm1"]["moving_mean"]).tolist() == [0, 0]
    first, rest = net.cut(2)
    assert (first.first, rest.first) == (0, 2)
    half, _ = first.apply(parameters, x, Mode(hyper=hyper), statistics)
    whole, _ = rest.apply(parameters, half, Mode(hyper=hyper), statistics)
    np.testing.assert_allclose(whole, used, rtol=1e-6)


def test_a_frozen_layer_is_used_and_not_trained():
    net = read_net("batchnorm dense2", "relu", (3,))
    parameters, statistics = draw_parameters(net, 1), initial_statistics(net)
    x = jnp.asarray(np.random.default_rng(0).normal(3.0, 2.0, size=(6, 3)), jnp.float32)
    training = Mode(training=True, hyper={"norm_momentum": 0.9})
    frozen, after = net.frozen_where(frozenset({"batchnorm1"})).apply(parameters, x, training, statistics)
    used, _ = net.apply(parameters, x, Mode(hyper=training.hyper), statistics)
    assert frozen.tolist() == used.tolist()
    assert np.asarray(after["batchnorm1"]["moving_mean"]).tolist() == [0, 0, 0]


@pytest.mark.parametrize("notation", ["3-1", "3-5-4-2", LARGE])
def test_packing_and_unpacking_give_the_same_variables(notation):
    net = read_net(notation, "relu")
    assert is_packed(net) == (net.parameters <= MAX_PACKED) == (notation != LARGE)
    trials = [draw_parameters(net, seed) for seed in range(3)]
    for trial in trials:
        assert_same(unpack(net, pack(net, trial)), trial)
    if is_packed(net):
        vectors = np.stack([pack(net, trial) for trial in trials])
        assert vectors.shape == (3, *packed_shapes(net)) == (3, net.parameters)
        # A leading axis of trials stays in front of every variable.
        for layer, variables in unpack(net, vectors).items():
            for name, array in variables.items():
                assert array.tobytes() == np.stack([trial[layer][name] for trial in trials]).tobytes()
    else:
        assert packed_shapes(net) == net.variables


def assert_same(parameters, expected):
    assert list(parameters) == list(expected)
    for layer, variables in expected.items():
        assert list(parameters[layer]) == list(variables)
        for name, array in variables.items():
            assert parameters[layer][name].shape == array.shape
            assert parameters[layer][name].tobytes() == array.tobytes()
