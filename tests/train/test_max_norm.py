"""Incoming weights held to a norm: which vectors, how far, and what is left alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.nets import read_net
from trainlab.nets.layers.dense import Dense
from trainlab.train.regularise import limited

NET = read_net("3-4-2", "relu")
HELD = frozenset({"max_norm"})
limit = jax.jit(lambda variables, r: limited(NET, variables, {"max_norm": r}, HELD))


def draw(seed, scale=1.0):
    rng = np.random.default_rng(seed)
    return {
        layer.name: {
            name: np.float32(scale * rng.normal(size=shape)) for name, shape in layer.variables.items()
        }
        for layer in NET.layers
    }


@given(st.integers(0, 1000), st.floats(0.01, 10), st.sampled_from([1e-3, 1.0, 1e3]))
def test_every_column_is_cut_back_to_the_limit(seed, r, scale):
    variables = draw(seed, scale)
    got = limit(variables, np.float32(r))
    for layer, before in variables.items():
        kernel = before["kernel"].astype(np.float64)
        norms = np.sqrt((kernel**2).sum(axis=0))
        after = np.asarray(got[layer]["kernel"], np.float64)
        np.testing.assert_allclose(after, kernel * np.minimum(norms, r) / (1e-7 + norms), rtol=1e-6)
        assert (np.sqrt((after**2).sum(axis=0)) <= r * (1 + 1e-6)).all()
        assert np.asarray(got[layer]["bias"]).tobytes() == before["bias"].tobytes()


def test_the_order_of_variables_stays():
    variables = draw(0)
    got = limited(NET, variables, {"max_norm": jnp.float32(1)}, HELD)
    assert list(got) == list(variables)
    assert [list(names) for names in got.values()] == [list(names) for names in variables.values()]


def test_what_was_given_is_not_changed():
    variables = draw(0)
    before = {name: variables[name]["kernel"].copy() for name in variables}
    limited(NET, variables, {"max_norm": jnp.float32(0.1)}, HELD)
    assert all((variables[name]["kernel"] == kernel).all() for name, kernel in before.items())


def test_a_vector_of_zeros_stays_and_one_beyond_all_numbers_does_not_pass_as_calm():
    kernel = np.zeros((3, 4), np.float32)
    kernel[0, 1:] = np.inf, np.nan, 1
    got = np.asarray(limit({**draw(0), "hidden1": {"kernel": kernel}}, np.float32(0.5))["hidden1"]["kernel"])
    assert not got[:, 0].any()
    assert not np.isfinite(got[:, 1:3]).all(axis=0).any()
    np.testing.assert_allclose(got[:, 3], [0.5, 0, 0], rtol=1e-6)


@pytest.mark.parametrize("with_frozen", [True, False])
def test_frozen_layers_stay(with_frozen):
    variables = draw(1)
    if not with_frozen:
        del variables["hidden1"]
    got = limited(NET.frozen_where(frozenset({"hidden1"})), variables, {"max_norm": jnp.float32(0.1)}, HELD)
    assert got.keys() == variables.keys()
    assert got.get("hidden1") is variables.get("hidden1")
    assert np.linalg.norm(got["output"]["kernel"][:, 0]) == pytest.approx(0.1, rel=1e-5)


@dataclass(frozen=True)
class Separable(Dense):
    shapes: dict = field(default_factory=dict, hash=False)

    @property
    def variables(self):
        return self.shapes

    def incoming(self, variable):
        return (0, 1) if variable == "depthwise_kernel" else (0, 1, 2)


def test_the_layer_says_which_axes_come_into_a_unit():
    shapes = {"depthwise_kernel": (2, 2, 3, 1), "pointwise_kernel": (1, 1, 3, 5), "gamma": (5,)}
    net = type(NET)("separable", (Separable("conv", 1, 1, "relu", shapes=shapes),))
    variables = {"conv": {name: np.ones(shape, np.float32) for name, shape in shapes.items()}}
    got = limited(net, variables, {"max_norm": jnp.float32(0.5)}, HELD)["conv"]
    np.testing.assert_allclose(got["depthwise_kernel"], np.full((2, 2, 3, 1), 0.5 / 2), rtol=1e-6)
    np.testing.assert_allclose(got["pointwise_kernel"], np.full((1, 1, 3, 5), 0.5 / np.sqrt(3)), rtol=1e-6)
    assert (got["gamma"] == 1).all()


def test_each_trial_has_its_own_limit():
    limits = jnp.array([0.1, 1.0, 100.0])
    together = jax.vmap(lambda r: limited(NET, draw(2), {"max_norm": r}, HELD))(limits)
    for trial, r in enumerate(limits):
        alone = limit(draw(2), r)
        for layer in alone:
            np.testing.assert_allclose(together[layer]["kernel"][trial], alone[layer]["kernel"], rtol=1e-6)
