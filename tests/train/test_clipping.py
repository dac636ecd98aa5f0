"""Clipped gradients against NumPy in float64, out to the ends of float32."""

from __future__ import annotations

# pyright: reportCallIssue=false
# NumPy takes no mixture of arrays and numbers of unknown kind, it says.
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.train.regularise import clipped

LARGEST = float(np.finfo(np.float32).max)
SHAPES = {"hidden1": {"kernel": (2, 3), "bias": (3,)}, "output": {"kernel": (3, 1)}}

moderate = st.floats(-100, 100, width=32, allow_subnormal=False)
numbers = moderate | st.floats(-LARGEST, LARGEST, width=32, allow_subnormal=False)
limits = st.sampled_from([1e-3, 0.5, 1.0, 30.0, 1e4, 1e20, 1e30, 3e38])


@st.composite
def gradients(draw, values=numbers):
    def array(shape):
        size = int(np.prod(shape))
        return np.array(draw(st.lists(values, min_size=size, max_size=size)), np.float32).reshape(shape)

    return {layer: {name: array(shape) for name, shape in shapes.items()} for layer, shapes in SHAPES.items()}


@partial(jax.jit, static_argnums=2)
def clip(gradient, hyper, active):
    return clipped(gradient, hyper, active)


def clip_by(gradient, **given):
    hyper = {name: jnp.float32(value) for name, value in given.items()}
    return clip(gradient, hyper, frozenset(hyper))


def flat(gradient):
    """All numbers of a gradient in float64, whose range holds every square of a float32."""
    return np.concatenate([np.ravel(leaf).astype(np.float64) for leaf in jax.tree.leaves(gradient)])


@given(gradients(), limits)
def test_values_are_cut(gradient, limit):
    got, before = flat(clip_by(gradient, clip_value=limit)), flat(gradient)
    limit = np.float32(limit)
    assert (got == np.clip(before, -limit, limit)).all()


@given(gradients(), limits)
def test_what_is_too_long_is_shortened_and_keeps_its_direction(gradient, limit):
    got, before = flat(clip_by(gradient, clip_norm=limit)), flat(gradient)
    norm = np.linalg.norm(before)
    assert np.isfinite(got).all()
    np.testing.assert_allclose(
        got, before * limit / max(norm, limit), rtol=3e-6, atol=1e-6 * min(norm, limit)
    )


@given(gradients(moderate))
def test_what_is_within_its_limits_stays_bitwise(gradient):
    norm = np.linalg.norm(flat(gradient))
    got = clip_by(gradient, clip_norm=1.001 * norm + 1e-3, clip_value=101.0)
    assert flat(got).tobytes() == flat(gradient).tobytes()


def test_values_come_before_the_norm():
    gradient = {"bias": jnp.array([10.0, 1.0])}
    got = clip_by(gradient, clip_value=2.0, clip_norm=1.0)["bias"]
    np.testing.assert_allclose(got, np.array([2, 1]) / np.sqrt(5), rtol=1e-6)


def test_the_norm_is_that_of_all_variables_together():
    gradient = {"a": {"kernel": jnp.array([[3.0]])}, "b": {"kernel": jnp.array([[-4.0]])}}
    got = clip_by(gradient, clip_norm=1.0)
    np.testing.assert_allclose(flat(got), [0.6, -0.8], rtol=1e-6)
    packed = clip_by(jnp.array([3.0, -4.0]), clip_norm=1.0)
    assert flat(packed).tobytes() == flat(got).tobytes()


@pytest.mark.parametrize("active", [frozenset(), frozenset({"l2", "max_norm"})])
def test_without_the_mechanism_nothing_is_done(active):
    gradient = {"bias": np.array([1e30, np.nan])}
    assert clipped(gradient, {"clip_norm": jnp.float32(1), "clip_value": jnp.float32(1)}, active) is gradient


@pytest.mark.parametrize("limits", [{"clip_value": 1.0}, {"clip_norm": 1.0}])
@pytest.mark.parametrize("scale", [1.0, 1e30])
def test_what_is_not_a_number_stays_so(limits, scale):
    got = clip_by({"a": np.array([np.nan, scale], np.float32), "b": np.array([scale], np.float32)}, **limits)
    assert np.isnan(got["a"][0])


def test_nothing_has_no_direction():
    assert not flat(clip_by({"bias": np.zeros(3, np.float32)}, clip_norm=1e-3)).any()


def test_each_trial_has_its_own_limits():
    gradient = jnp.tile(jnp.array([3.0, 4.0]), (3, 1))
    hyper = {"clip_value": jnp.array([1.0, 9.0, 9.0]), "clip_norm": jnp.array([9.0, 1.0, 9.0])}
    got = jax.vmap(lambda given, numbers: clipped(given, numbers, frozenset(hyper)))(gradient, hyper)
    np.testing.assert_allclose(got, [[1, 1], [0.6, 0.8], [3, 4]], rtol=1e-6)
