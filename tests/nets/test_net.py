"""A net's output, and its variables as one vector."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets import draw_parameters, pack, packed_shapes, read_net, unpack
from trainlab.nets.packing import MOST_PACKED, is_packed

LARGE = "3-300-2"


def test_a_net_chains_its_layers():
    net = read_net("3-5-4-2", "tanh")
    parameters = draw_parameters(net, 3, bias_init=0.3)
    x = np.random.default_rng(0).normal(size=(7, 3)).astype(np.float32)
    one, two, three = (parameters[name] for name in ("hidden1", "hidden2", "output"))
    hidden = np.tanh(np.tanh(x @ one["kernel"] + one["bias"]) @ two["kernel"] + two["bias"])
    expected = hidden @ three["kernel"] + three["bias"]
    np.testing.assert_allclose(net.apply(parameters, jnp.asarray(x)), expected, rtol=1e-5, atol=1e-6)


def test_a_linear_net_is_a_product():
    net = read_net("3-2", "relu")
    layer = {"kernel": np.arange(6, dtype=np.float32).reshape(3, 2), "bias": np.float32([10, 20])}
    logits = net.apply({"output": layer}, jnp.array([[1.0, 0.0, 0.0], [1.0, 1.0, -1.0]]))
    assert logits.tolist() == [[10, 21], [8, 19]]


@pytest.mark.parametrize("notation", ["3-1", "3-5-4-2", LARGE])
def test_packing_and_unpacking_give_the_same_variables(notation):
    net = read_net(notation, "relu")
    assert is_packed(net) == (net.parameters <= MOST_PACKED) == (notation != LARGE)
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
