"""Penalties: absolute values and half the squares of kernels that learn, everything else exempt."""

from __future__ import annotations

from dataclasses import dataclass, field

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.nets import read_net
from trainlab.nets.layers.dense import Dense
from trainlab.train.regularise import penalty

NET = read_net("1-2-1", "relu")
VARIABLES = {
    "hidden1": {"kernel": jnp.array([[1.0, -2.0]]), "bias": jnp.array([100.0, 100.0])},
    "output": {"kernel": jnp.array([[3.0], [0.5]]), "bias": jnp.array([100.0])},
}
ABSOLUTES, SQUARES = 1 + 2 + 3 + 0.5, 1 + 4 + 9 + 0.25


def numbers(**values):
    return {name: jnp.float32(value) for name, value in values.items()}


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.1, 0.0), (0.0, 2.0), (0.25, 0.5)])
def test_it_is_the_absolute_values_and_half_the_squares_of_kernels(l1, l2):
    value = penalty(NET, VARIABLES, numbers(l1=l1, l2=l2), frozenset({"l1", "l2", "momentum"}))
    assert value == pytest.approx(l1 * ABSOLUTES + l2 * SQUARES / 2)


def test_only_active_terms_are_there():
    hyper = numbers(l1=7, l2=7)
    assert penalty(NET, VARIABLES, hyper, frozenset({"momentum"})) == 0.0
    assert isinstance(penalty(NET, VARIABLES, {}, frozenset()), float)
    assert penalty(NET, VARIABLES, hyper, frozenset({"l1"})) == pytest.approx(7 * ABSOLUTES)
    assert penalty(NET, VARIABLES, hyper, frozenset({"l2"})) == pytest.approx(7 * SQUARES / 2)
    assert penalty(NET, VARIABLES, numbers(l2=7), frozenset({"l2"})) == pytest.approx(7 * SQUARES / 2)


def test_layers_that_do_not_learn_are_exempt():
    frozen = NET.frozen_where(frozenset({"hidden1"}))
    for variables in (VARIABLES, {"output": VARIABLES["output"]}):
        value = penalty(frozen, variables, numbers(l1=2, l2=4), frozenset({"l1", "l2"}))
        assert value == pytest.approx(2 * 3.5 + 2 * 9.25)
    nothing = NET.frozen_where(frozenset({"hidden1", "output"}))
    assert penalty(nothing, {}, numbers(l1=2, l2=4), frozenset({"l1", "l2"})) == 0.0


@dataclass(frozen=True)
class ManyVariables(Dense):
    shapes: dict = field(default_factory=dict, hash=False)

    @property
    def variables(self):
        return self.shapes


def test_what_counts_is_the_name():
    names = ("kernel", "depthwise_kernel", "pointwise_kernel", "bias", "gamma", "beta", "kernel_offset")
    layer = ManyVariables("many", 1, 1, "relu", shapes=dict.fromkeys(names, (1,)))
    net = type(NET)("many", (layer,))
    variables = {"many": {name: jnp.array([10.0**power]) for power, name in enumerate(names)}}
    assert penalty(net, variables, numbers(l1=1), frozenset({"l1"})) == 111.0


def test_its_gradient_is_the_sign_and_the_weight_and_nothing_at_zero():
    variables = {**VARIABLES, "output": {"kernel": jnp.array([[-0.0], [0.0]]), "bias": jnp.array([1.0])}}
    active = frozenset({"l1", "l2"})
    gradient = jax.grad(lambda given: penalty(NET, given, numbers(l1=0.5, l2=0.1), active))(variables)
    np.testing.assert_allclose(gradient["hidden1"]["kernel"], [[0.5 + 0.1, -0.5 - 0.2]], rtol=1e-6)
    assert not gradient["output"]["kernel"].any()
    assert not any(gradient[layer]["bias"].any() for layer in gradient)


def test_each_trial_has_its_own():
    hyper = {"l1": jnp.array([0.0, 1.0]), "l2": jnp.array([2.0, 0.0])}
    values = jax.vmap(lambda given: penalty(NET, VARIABLES, given, frozenset({"l1", "l2"})))(hyper)
    np.testing.assert_allclose(values, [SQUARES, ABSOLUTES], rtol=1e-6)
