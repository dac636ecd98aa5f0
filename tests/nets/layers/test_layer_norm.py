"""Layer normalisation by hand; gradients are held against Keras in the oracles."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets import draw_parameters, read_net
from trainlab.nets.layers.layer_norm import EPSILON, LayerNorm
from trainlab.nets.mode import Mode


@pytest.mark.parametrize("shape", [(3,), (4, 5, 3)], ids=["rows", "planes"])
@pytest.mark.parametrize("training", [True, False])
def test_each_example_is_brought_to_beta_and_gamma(shape, training):
    draw = np.random.default_rng(0)
    rows = draw.normal(2, 3, size=(6, *shape)).astype(np.float32)
    x = rows if len(shape) == 1 else rows.transpose(3, 1, 2, 0)
    variables = {name: draw.normal(size=3).astype(np.float32) for name in ("gamma", "beta")}
    layer = LayerNorm("layernorm1", shape, "identity")
    y, kept = layer.apply(variables, {}, jnp.asarray(x), Mode(training=training), 0)
    wide = rows.astype(np.float64)
    normal = (wide - wide.mean(-1, keepdims=True)) / np.sqrt(wide.var(-1, keepdims=True) + EPSILON)
    expected = normal * variables["gamma"] + variables["beta"]
    y = np.asarray(y) if len(shape) == 1 else np.asarray(y).transpose(3, 1, 2, 0)
    np.testing.assert_allclose(y, expected, rtol=1e-4, atol=1e-5)
    assert kept == {}


def test_it_starts_as_the_plain_normal_and_has_no_statistics():
    net = read_net("layernorm dense4 layernorm:relu dense2", "tanh", (5,))
    assert [layer.name for layer in net.layers] == ["layernorm1", "dense1", "layernorm2", "dense2"]
    drawn = draw_parameters(net, seed=1, bias_init=0.5)
    assert (drawn["layernorm1"]["gamma"] == 1).all()
    assert (drawn["layernorm1"]["beta"] == 0).all()
    assert (drawn["dense1"]["bias"] == 0.5).all()
    assert net.statistics == {}
    assert net.parameters == 2 * 5 + 5 * 4 + 4 + 2 * 4 + 4 * 2 + 2
