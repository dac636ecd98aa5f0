"""Pooling by hand; both paddings and strides are held against Keras in the oracles."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.errors import NetError
from trainlab.nets.layers.pooling import AveragePooling, GlobalAveragePooling, MaxPooling
from trainlab.nets.mode import Mode

KINDS = pytest.mark.parametrize("kind", [MaxPooling, AveragePooling])

IMAGE = np.array([[1, 5, 2], [3, 4, 8], [7, 6, 9]], np.float32)
PLANES = jnp.asarray(np.stack([IMAGE, 10 * IMAGE], axis=-1))[None]


def pool(layer, planes=PLANES):
    return layer.apply({}, {}, planes, Mode(), 0)[0]


@KINDS
def test_shapes(kind):
    layer = kind("pool1", (7, 6, 3), (3, 2), (2, 2), "valid")
    assert layer.input_shape == (7, 6, 3)
    assert layer.output_shape == (3, 3, 3)
    assert kind("pool1", (7, 7, 3), (2, 2), (2, 2), "same").output_shape == (4, 4, 3)
    assert layer.variables == layer.statistics == {}
    assert layer.multiply_adds == 0
    assert not layer.depends_on(frozenset({"dropout"}))


def test_the_largest():
    assert pool(MaxPooling("pool1", (3, 3, 1), (2, 2), (1, 1), "valid"))[0, :, :, 0].tolist() == [
        [5, 8],
        [7, 9],
    ]
    whole = pool(MaxPooling("pool1", (3, 3, 1), (3, 3), (3, 3), "valid"))
    assert whole.tolist() == [[[[9, 90]]]]


def test_a_margin_is_never_the_largest():
    below = pool(MaxPooling("pool1", (3, 3, 1), (2, 2), (2, 2), "same"), -PLANES)
    assert below[0, :, :, 0].tolist() == [[-1, -2], [-6, -9]]


def test_the_mean_of_real_pixels():
    layer = AveragePooling("pool1", (3, 3, 1), (2, 2), (2, 2), "same")
    assert pool(layer)[0, :, :, 0].tolist() == [[3.25, 5], [6.5, 9]]


@pytest.mark.parametrize("stride", [(1, 1), (2, 2)], ids=["overlapping", "side by side"])
def test_the_first_of_equal_pixels_gets_the_gradient(stride):
    layer = MaxPooling("pool1", (2, 2, 1), (2, 2), stride, "valid")
    slope = jax.grad(lambda planes: 3 * pool(layer, planes).sum())(
        jnp.array([[[[1], [2]], [[2], [2]]]], np.float32)
    )
    assert slope[0, :, :, 0].tolist() == [[0, 3], [0, 0]]


@KINDS
def test_no_pooling_hides_a_broken_number(kind):
    broken = PLANES.at[0, 1, 1, 0].set(jnp.nan)
    assert np.isnan(pool(kind("pool1", (3, 3, 1), (2, 2), (1, 1), "valid"), broken)[..., 0]).all()


@KINDS
def test_a_window_that_does_not_fit_is_refused(kind):
    with pytest.raises(NetError, match="'pool1' slides a window of 4x4 over images of only 3x3"):
        kind("pool1", (3, 3, 1), (4, 4), (4, 4), "valid")
    with pytest.raises(NetError, match="'pool1' takes images"):
        kind("pool1", (9,), (3, 3), (3, 3), "valid")


def test_the_mean_of_whole_channels():
    layer = GlobalAveragePooling("pool1", (3, 3, 2))
    assert layer.output_shape == (2,)
    both = jnp.concatenate([PLANES, -PLANES])
    assert pool(layer, both).tolist() == [[5, -5], [50, -50]]
    with pytest.raises(NetError, match="'pool1' takes images"):
        GlobalAveragePooling("pool1", (9,))
