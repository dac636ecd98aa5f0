"""The l2 penalty: half the sum of squared kernels, biases exempt."""

from __future__ import annotations

import jax.numpy as jnp
import pytest

from trainlab.train.penalty import penalty

PARAMETERS = {
    "hidden1": {"kernel": jnp.array([[1.0, -2.0]]), "bias": jnp.array([100.0, 100.0])},
    "output": {"kernel": jnp.array([[3.0], [0.5]]), "bias": jnp.array([100.0])},
}


@pytest.mark.parametrize("l2", [0.0, 0.1, 2.0])
def test_it_is_half_the_squares_of_kernels(l2):
    value = penalty(PARAMETERS, {"l2": jnp.float32(l2)}, frozenset({"l2", "momentum"}))
    assert value == pytest.approx(l2 * (1 + 4 + 9 + 0.25) / 2)


def test_without_the_mechanism_nothing_is_computed():
    assert penalty(PARAMETERS, {"l2": jnp.float32(7.0)}, frozenset({"momentum"})) == 0.0
    assert isinstance(penalty(PARAMETERS, {}, frozenset()), float)
