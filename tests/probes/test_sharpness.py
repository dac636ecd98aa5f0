"""Sharpness against eigenvalues that NumPy finds in the whole Hessian, in 64 bits."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainlab.probes.sharpness import PRODUCTS
from trainlab.probes.top_eigenvalue import top_eigenvalue

KEY = jax.random.key(0)


@jax.jit
def _top_of(matrix):
    return top_eigenvalue(lambda w: 0.5 * w @ matrix @ w, jnp.zeros(len(matrix)), KEY)


def top_of(matrix) -> float:
    """The largest eigenvalue that the probe finds of a quadratic form."""
    return float(_top_of(jnp.asarray(matrix, jnp.float32)))


def with_eigenvalues(values, seed=0):
    turn, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(values), len(values))))
    return turn @ np.diag(values) @ turn.T


SIZES = st.sampled_from([1, 2, PRODUCTS])  # few, as each is compiled


@given(
    SIZES.flatmap(lambda n: st.lists(st.floats(-100, 100, width=32), min_size=n, max_size=n)),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=60)
def test_small_matrices_are_exact(values, seed):
    found = top_of(with_eigenvalues(values, seed))
    assert found == pytest.approx(max(values), abs=1e-4 * max(1e-3, *map(abs, values)))


@pytest.mark.parametrize(
    ("values", "top"),
    [
        (np.zeros(200), 0.0),
        (np.full(200, 3.0), 3.0),
        (-np.concatenate([[1.0], np.linspace(2, 3, 199)]), -1.0),
        (np.concatenate([[-1e4], np.linspace(0, 5, 199)]), 5.0),
        (np.concatenate([[1e-6], np.zeros(199)]), 1e-6),
        (np.concatenate([[50.0], np.geomspace(1e-4, 20, 199)]), 50.0),
    ],
    ids=["nothing", "one value", "all negative", "a longer negative one", "tiny", "like a net's"],
)
def test_matrices_that_power_iteration_gets_wrong_or_late(values, top):
    assert top_of(with_eigenvalues(values)) == pytest.approx(top, rel=3e-3, abs=1e-7)


def small_net(flat, x, y):
    first, bias, second = flat[:10].reshape(2, 5), flat[10:15], flat[15:]
    z = jnp.tanh(x @ first + bias) @ second
    return (jnp.maximum(z, 0) - y * z + jnp.log1p(jnp.exp(-jnp.abs(z)))).mean()


def test_the_whole_hessian_of_a_small_net():
    random = np.random.default_rng(1)
    x, y = random.normal(size=(60, 2)), random.integers(0, 2, 60)
    flat = random.normal(size=20)

    def loss(weights):
        z = np.tanh(x @ weights[:10].reshape(2, 5) + weights[10:15]) @ weights[15:]
        return (np.logaddexp(0, z) - y * z).mean()

    step = 1e-4
    hessian = np.empty((20, 20))
    for row, along in enumerate(np.eye(20) * step):
        for column, beside in enumerate(np.eye(20) * step):
            hessian[row, column] = (
                loss(flat + along + beside) - loss(flat + along - beside)
                - loss(flat - along + beside) + loss(flat - along - beside)
            ) / (4 * step**2)  # fmt: skip
    exact = np.linalg.eigvalsh(hessian)[-1]
    weights = {"all": jnp.asarray(flat, jnp.float32)}
    found = top_eigenvalue(
        lambda weights: small_net(weights["all"], jnp.asarray(x, jnp.float32), jnp.asarray(y)), weights, KEY
    )
    assert float(found) == pytest.approx(exact, rel=1e-3)
    assert float(found) == pytest.approx(
        np.linalg.eigvalsh(
            jax.hessian(small_net)(weights["all"], jnp.asarray(x, jnp.float32), jnp.asarray(y))
        )[-1],
        rel=1e-4,
    )


def test_a_loss_that_is_not_finite_has_no_sharpness():
    assert np.isnan(top_eigenvalue(lambda w: jnp.nan * (w @ w), jnp.ones(3), KEY))
