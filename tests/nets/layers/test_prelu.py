"""PReLU by hand; gradients are held against Keras in the oracles."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np

from trainlab.nets import draw_parameters, read_net
from trainlab.nets.layers.prelu import PRelu
from trainlab.nets.mode import Mode


def test_slopes_below_zero_are_those_of_features_and_of_channels():
    alpha = np.array([0.0, 0.5, -1.0], np.float32)
    x = np.array([[-2, -2, -2], [3, 3, 3], [0, 0, 0]], np.float32)
    y, _ = PRelu("prelu1", (3,)).apply({"alpha": alpha}, {}, jnp.asarray(x), Mode(), 0)
    assert np.asarray(y).tolist() == [[0, -1, 2], [3, 3, 3], [0, 0, 0]]
    planes = np.broadcast_to(x.T[:, None, None], (3, 2, 2, 3))
    y, _ = PRelu("prelu1", (2, 2, 3)).apply({"alpha": alpha}, {}, jnp.asarray(planes), Mode(), 0)
    assert np.asarray(y)[:, 1, 0].T.tolist() == [[0, -1, 2], [3, 3, 3], [0, 0, 0]]


def test_what_broke_stays_broken():
    y, _ = PRelu("prelu1", (1,)).apply({"alpha": np.float32([0.5])}, {}, jnp.array([[jnp.nan]]), Mode(), 0)
    assert np.isnan(y).all()


def test_it_is_a_layer_whose_slopes_start_at_zero_and_learn():
    net = read_net("dense4:identity prelu dense2", "tanh", (5,))
    assert net.layers[1].variables == {"alpha": (4,)}
    assert net.parameters == 5 * 4 + 4 + 4 + 4 * 2 + 2
    assert (draw_parameters(net, seed=1, bias_init=0.5)["prelu1"]["alpha"] == 0).all()
