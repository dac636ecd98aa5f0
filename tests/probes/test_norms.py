"""Lengths against NumPy in 64 bits."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.probes.curves import NET
from trainlab.probes.norms import norms, ratios


@st.composite
def variables(draw):
    """Layers of a kernel and a bias whose numbers may be tiny, huge or 0."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    layers = {}
    for number in range(draw(st.integers(1, 3))):
        size = 10.0 ** draw(st.integers(-30, 30)) * draw(st.sampled_from([0, 1]))
        kernel, bias = random.normal(size=(3, 2)) * size, random.normal(size=2) * size
        layers[f"hidden{number}"] = {"kernel": kernel.astype(np.float32), "bias": bias.astype(np.float32)}
    return layers


@given(variables())
def test_lengths_are_those_of_all_numbers_of_a_layer(layers):
    flat = {
        name: np.concatenate([array.astype(float).ravel() for array in of.values()])
        for name, of in layers.items()
    }
    flat[NET] = np.concatenate(list(flat.values()))
    found = norms(layers)
    assert found.keys() == flat.keys()
    for name, numbers in flat.items():
        np.testing.assert_allclose(found[name], np.linalg.norm(numbers), rtol=1e-5)


@pytest.mark.parametrize("sick", [np.inf, np.nan])
def test_what_is_not_finite_is_not_hidden(sick):
    found = norms({"output": {"kernel": np.array([[1.0, sick]], np.float32)}})
    np.testing.assert_equal([np.asarray(found["output"]), np.asarray(found[NET])], [sick, sick])


def test_ratios_of_lengths():
    updates = dict(zip("abcd", jnp.array([2.0, 0.0, 1.0, 0.0]), strict=True))
    weights = dict(zip("abcd", jnp.array([8.0, 3.0, 0.0, 0.0]), strict=True))
    assert {layer: float(ratio) for layer, ratio in ratios(updates, weights).items()} == {
        "a": 0.25, "b": 0.0, "c": np.inf, "d": 0.0,
    }  # fmt: skip
