"""The comparison that ends a trial, inside a program."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import pytest

from trainlab.train.stopping.until import holds

OPERATORS = ("<", "<=", ">", ">=")


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("<", [True, False, False]),
        ("<=", [True, True, False]),
        (">", [False, False, True]),
        (">=", [False, True, True]),
    ],
)
def test_a_comparison_holds_or_not(operator, expected):
    compare = jax.jit(jax.vmap(lambda value: holds(operator, value, jnp.float32(0.5))))
    assert compare(jnp.array([0.25, 0.5, 0.75], jnp.float32)).tolist() == expected


@pytest.mark.parametrize("operator", OPERATORS)
def test_nothing_holds_for_nan(operator):
    for threshold in (0.0, 1e38, -1e38):
        assert not holds(operator, jnp.float32(jnp.nan), jnp.float32(threshold))
