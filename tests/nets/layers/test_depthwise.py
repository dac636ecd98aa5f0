"""The depthwise layer as a description; its arithmetic is in test_convolve.py and the Keras oracle."""

from __future__ import annotations

import pytest

from trainlab.errors import NetError
from trainlab.nets.layers.depthwise import DepthwiseConvolution


def make(shape=(7, 6, 4), size=(3, 2), multiplier=2, stride=(2, 1), padding="valid", activation="identity"):
    return DepthwiseConvolution("depthwise1", shape, size, multiplier, stride, padding, activation)


def test_shapes():
    layer = make()
    assert layer.input_shape == (7, 6, 4)
    assert layer.output_shape == (3, 5, 8)
    assert make(padding="same").output_shape == (4, 6, 8)
    assert layer.variables == {"kernel": (3, 2, 4, 2), "bias": (8,)}


def test_numbers():
    layer = make()
    # 3 x 5 places, 8 outputs, 3 x 2 weights each: channels do not mix.
    assert layer.multiply_adds == 15 * 8 * 6
    assert layer.fans("kernel") == (6, 12)
    assert layer.incoming("kernel") == (0, 1)
    assert not layer.depends_on(frozenset())
    assert make(activation="elu").depends_on(frozenset())


def test_a_layer_that_cannot_be_is_refused():
    with pytest.raises(NetError, match="over images of only 2x6"):
        make((2, 6, 1))
    with pytest.raises(NetError, match="at least 1 of its kernels a channel, not 0"):
        make(multiplier=0)
