"""An activation as a layer."""

from __future__ import annotations

import jax.numpy as jnp
import pytest

from trainlab.nets.layers.activation import Activation
from trainlab.nets.mode import Mode


@pytest.mark.parametrize("shape", [(3,), (2, 2, 1)])
def test_it_keeps_the_shape(shape):
    layer = Activation("activation1", shape, "relu")
    assert layer.input_shape == layer.output_shape == shape
    assert not layer.depends_on(frozenset())
    assert Activation("activation1", shape, "elu").depends_on(frozenset())


def test_its_number_comes_from_the_trial():
    layer = Activation("activation1", (2,), "leaky_relu")
    mode = Mode(hyper={"leaky_slope": jnp.float32(0.25)})
    assert layer.apply({}, {}, jnp.array([[-4.0, 4.0]]), mode, 0)[0].tolist() == [[-1, 4]]
