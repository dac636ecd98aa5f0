"""From images to rows."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from trainlab.nets.layers.flatten import Flatten
from trainlab.nets.layers.planes import to_planes
from trainlab.nets.mode import Mode


def test_the_order_is_height_width_channel():
    layer = Flatten("flatten1", (2, 3, 4))
    assert layer.input_shape == (2, 3, 4)
    assert layer.output_shape == (24,)
    rows = jnp.arange(48.0).reshape(2, 24)
    y, _ = layer.apply({}, {}, to_planes(rows, (2, 3, 4)), Mode(), 0)
    np.testing.assert_array_equal(y, rows)


def test_rows_stay_rows():
    layer = Flatten("flatten1", (5,))
    rows = jnp.ones((2, 5))
    assert layer.output_shape == (5,)
    assert layer.apply({}, {}, rows, Mode(), 0)[0] is rows
