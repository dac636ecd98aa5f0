"""The separable layer: a depthwise one and a 1 x 1 one."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.errors import NetError
from trainlab.nets.layers.convolution import Convolution
from trainlab.nets.layers.depthwise import DepthwiseConvolution
from trainlab.nets.layers.separable import SeparableConvolution
from trainlab.nets.mode import Mode


def make(shape=(7, 6, 4), size=(3, 2), filters=5, stride=(2, 1), padding="valid", activation="identity"):
    return SeparableConvolution("separable1", shape, size, filters, stride, padding, activation)


def test_shapes():
    layer = make()
    assert layer.output_shape == (3, 5, 5)
    assert make(padding="same").output_shape == (4, 6, 5)
    assert layer.variables == {
        "depthwise_kernel": (3, 2, 4, 1), "pointwise_kernel": (1, 1, 4, 5), "bias": (5,),
    }  # fmt: skip


def test_numbers():
    layer = make()
    # 3 x 5 places: 3 x 2 weights for each of 4 channels, then 4 for each of 5 filters.
    assert layer.multiply_adds == 15 * (6 * 4 + 4 * 5)
    assert layer.fans("depthwise_kernel") == (6, 6)
    assert layer.fans("pointwise_kernel") == (4, 5)
    assert layer.incoming("depthwise_kernel") == (0, 1)
    assert layer.incoming("pointwise_kernel") == (0, 1, 2)
    assert make(activation="elu").depends_on(frozenset())
    assert not layer.depends_on(frozenset())


def test_it_is_the_two_after_each_other():
    layer = make(activation="tanh")
    draw = np.random.default_rng(0)
    drawn = {name: draw.normal(size=shape).astype(np.float32) for name, shape in layer.variables.items()}
    x = jnp.asarray(draw.normal(size=(4, 7, 6, 3)), jnp.float32)
    first = DepthwiseConvolution("one", (7, 6, 4), (3, 2), 1, (2, 1), "valid", "identity")
    second = Convolution("two", (3, 5, 4), (1, 1), 5, (1, 1), "valid", "tanh")
    y, _ = layer.apply(drawn, {}, x, Mode(), 0)
    between, _ = first.apply({"kernel": drawn["depthwise_kernel"], "bias": np.zeros(4)}, {}, x, Mode(), 0)
    after = {"kernel": drawn["pointwise_kernel"], "bias": drawn["bias"]}
    expected, _ = second.apply(after, {}, between, Mode(), 0)
    np.testing.assert_allclose(y, expected, rtol=1e-6)


def test_a_layer_that_cannot_be_is_refused():
    with pytest.raises(NetError, match="over images of only 2x6"):
        make((2, 6, 1))
    with pytest.raises(NetError, match="at least 1 of its filters, not 0"):
        make(filters=0)
