"""A fixed scale and offset."""

from __future__ import annotations

import jax.numpy as jnp

from trainlab.nets.layers.rescale import Rescale
from trainlab.nets.mode import Mode


def test_scale_then_offset():
    layer = Rescale("rescale1", (3,), 2.0, -1.0)
    y, _ = layer.apply({}, {}, jnp.array([[0.0, 0.5, 1.0]]), Mode(training=True), 0)
    assert y.tolist() == [[-1, 0, 1]]
    assert layer.input_shape == layer.output_shape == (3,)
    assert layer.multiply_adds == 3
    assert not layer.depends_on(frozenset())
