"""Dropout: what is dropped, when, and that the mean stays."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.errors import NetError
from trainlab.nets.layers.dropout import Dropout
from trainlab.nets.mode import Mode

SHAPES = pytest.mark.parametrize("size", [(200, 100), (4, 20, 25, 10)], ids=["rows", "planes"])
KEY = jax.random.key(3)


def drop(layer, x, *, rate=None, setting="dropout", training=True, key=KEY, number=0):
    active, hyper = frozenset(), {}
    if rate is not None:
        active, hyper = frozenset({setting}), {setting: jnp.float32(rate)}
    return layer.apply({}, {}, x, Mode(training=training, hyper=hyper, active=active, key=key), number)[0]


@SHAPES
@pytest.mark.parametrize("rate", [0.1, 0.5, 0.8])
def test_the_share_that_is_dropped_and_the_mean_that_stays(size, rate):
    y = np.asarray(drop(Dropout("dropout1", (100,), None), jnp.ones(size), rate=rate))
    # 20,000 numbers: the share's standard error is at most 0.0036.
    assert abs((y == 0).mean() - rate) < 0.015
    np.testing.assert_allclose(y[y != 0], 1 / (1 - rate), rtol=1e-6)
    assert abs(y.mean() - 1) < 0.06


@SHAPES
def test_single_numbers_are_dropped(size):
    gone = np.asarray(drop(Dropout("dropout1", (100,), 0.5), jnp.ones(size))) == 0
    for axis in range(gone.ndim):
        share = gone.mean(tuple(other for other in range(gone.ndim) if other != axis))
        assert 0.2 < share.min() < share.max() < 0.8, "a whole slice lives or dies together"


def test_its_own_rate_goes_before_the_recipes():
    y = drop(Dropout("dropout1", (100,), 0.1), jnp.ones((200, 100)), rate=0.8)
    assert abs(float((y == 0).mean()) - 0.1) < 0.015


@pytest.mark.parametrize("own", [None, 0.0, 0.5])
def test_in_use_it_is_its_input(own):
    x = jnp.ones((2, 3))
    assert drop(Dropout("dropout1", (3,), own), x, rate=0.5, training=False, key=None) is x


def test_without_a_rate_it_is_its_input():
    x = jnp.ones((2, 3))
    assert drop(Dropout("dropout1", (3,), None), x, key=None) is x
    assert drop(Dropout("dropout1", (3,), None, "input_dropout"), x, rate=0.5, key=None) is x
    assert drop(Dropout("dropout1", (3,), 0.0), x, key=None) is x


def test_the_setting_it_names_gives_the_rate():
    layer = Dropout("input_dropout", (100,), None, "input_dropout")
    y = drop(layer, jnp.ones((200, 100)), rate=0.8, setting="input_dropout")
    assert abs(float((y == 0).mean()) - 0.8) < 0.015


def test_depends_on():
    assert Dropout("dropout1", (3,), None).depends_on(frozenset({"dropout"}))
    assert not Dropout("dropout1", (3,), None).depends_on(frozenset({"input_dropout", "l2"}))
    assert Dropout("dropout1", (3,), None, "input_dropout").depends_on(frozenset({"input_dropout"}))
    assert Dropout("dropout1", (3,), 0.5).depends_on(frozenset())
    assert not Dropout("dropout1", (3,), 0.0).depends_on(frozenset({"dropout"}))


def test_the_mask_is_the_keys_and_the_layers_own():
    layer, x = Dropout("dropout1", (50,), 0.5), jnp.ones((20, 50))
    one = np.asarray(drop(layer, x))
    assert one.tobytes() == np.asarray(drop(layer, x)).tobytes()
    assert one.tobytes() != np.asarray(drop(layer, x, number=1)).tobytes()
    assert one.tobytes() != np.asarray(drop(layer, x, key=jax.random.key(4))).tobytes()


def test_a_trials_mask_does_not_depend_on_its_neighbours():
    layer, x = Dropout("dropout1", (50,), None), jnp.ones((20, 50))
    keys = jax.vmap(jax.random.key)(jnp.arange(3))
    together = jax.vmap(lambda key, rate: drop(layer, x, rate=rate, key=key))(
        keys, jnp.array([0.2, 0.5, 0.9], np.float32)
    )
    alone = drop(layer, x, rate=0.5, key=keys[1])
    assert np.asarray(together[1]).tobytes() == np.asarray(alone).tobytes()


def test_the_gradient_flows_where_the_input_does():
    layer, x = Dropout("dropout1", (50,), 0.5), jnp.full((20, 50), 3.0)
    slope = jax.grad(lambda x: drop(layer, x).sum())(x)
    np.testing.assert_array_equal(slope, np.asarray(drop(layer, x)) / 3)


@pytest.mark.parametrize("rate", [-0.1, 1.0, float("nan")])
def test_a_rate_that_cannot_be_is_refused(rate):
    with pytest.raises(NetError, match="rate of layer 'dropout1' must be at least 0 and less than 1, not"):
        Dropout("dropout1", (3,), rate)
