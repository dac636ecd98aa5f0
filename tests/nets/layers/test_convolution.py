"""The convolutional layer as a description; its arithmetic is in test_convolve.py and the Keras oracle."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.errors import NetError
from trainlab.nets.layers.convolution import Convolution
from trainlab.nets.mode import Mode


def make(shape=(7, 6, 2), size=(3, 2), filters=5, stride=(2, 1), padding="valid", activation="identity"):
    return Convolution("conv1", shape, size, filters, stride, padding, activation)


def test_shapes():
    layer = make()
    assert layer.input_shape == (7, 6, 2)
    assert layer.output_shape == (3, 5, 5)
    assert make(padding="same").output_shape == (4, 6, 5)
    assert layer.variables == {"kernel": (3, 2, 2, 5), "bias": (5,)}
    assert layer.statistics == {}


def test_numbers():
    layer = make()
    # 3 x 5 places, 5 filters, 3 x 2 x 2 weights each.
    assert layer.multiply_adds == 15 * 5 * 12
    # A number of the output sees 3 x 2 pixels of 2 channels; each filter sees a pixel up to 3 x 2 times.
    assert layer.fans("kernel") == (12, 30)
    # The weights into one filter are those for all places and channels.
    assert layer.incoming("kernel") == (0, 1, 2)


def test_only_an_activation_with_its_own_number_depends_on_the_trial():
    assert not make(activation="relu").depends_on(frozenset({"dropout"}))
    assert make(activation="leaky_relu").depends_on(frozenset())


def test_bias_and_activation_by_hand():
    layer = make((2, 2, 1), (2, 2), 2, (1, 1), activation="leaky_relu")
    kernel = np.array([[[[1, 10]], [[2, 20]]], [[[3, 30]], [[4, 40]]]], np.float32)
    image = np.array([[1, 2], [3, 4]], np.float32)  # 1 + 4 + 9 + 16 = 30, and 300
    x = jnp.asarray(np.stack([image, -image], axis=-1))[None]
    mode = Mode(hyper={"leaky_slope": jnp.float32(0.5)})
    y, kept = layer.apply({"kernel": kernel, "bias": np.array([1, -1], np.float32)}, {}, x, mode, 0)
    assert y.tolist() == [[[[31, -14.5]]], [[[299, -150.5]]]]
    assert kept == {}


def test_a_layer_that_cannot_be_is_refused():
    with pytest.raises(NetError, match="'conv1' slides a window of 3x2 over images of only 2x6"):
        make((2, 6, 1))
    with pytest.raises(NetError, match="'conv1' takes images"):
        make((84,))
    with pytest.raises(NetError, match="at least 1 of its filters, not 0"):
        make(filters=0)


def test_it_is_hashable():
    assert len({make(), make(), make(filters=4)}) == 2
