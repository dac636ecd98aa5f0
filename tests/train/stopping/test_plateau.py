from __future__ import annotations

# pyright: reportAttributeAccessIssue=false
# The defaults of these settings depend on others.
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.settings import SETTINGS
from trainlab.train.stopping.plateau import check_plateau, initial_plateau

NAMES = ("plateau_factor", "plateau_patience", "plateau_min_delta", "plateau_cooldown", "min_rate")


def numbers(**given):
    defaults = {name: SETTINGS[name].default.values["performance"] for name in NAMES}
    whole = ("plateau_patience", "plateau_cooldown")
    return {
        name: jnp.asarray(value, jnp.int32 if name in whole else jnp.float32)
        for name, value in {"learning_rate": 0.1, **defaults, **given}.items()
    }


@jax.jit
def walk(hyper, values):
    """The state after every check."""

    def check(state, value):
        state = check_plateau(state, hyper, value)
        return state, state

    return jax.lax.scan(check, initial_plateau(), values)[1]


def factors(values, **given):
    return np.asarray(walk(numbers(**given), jnp.asarray(values, jnp.float32)).factor).tolist()


def test_the_rate_falls_after_as_many_checks_as_patience_says():
    path = factors([1, 1, 1, 1, 1, 0.5, 0.5], plateau_patience=2, plateau_factor=0.5)
    assert path == [1, 1, 0.5, 0.5, 0.25, 0.25, 0.25]


def test_a_fall_too_small_to_count_is_a_standstill_of_the_best_so_far():
    path = walk(
        numbers(plateau_patience=3, plateau_min_delta=0.125),
        jnp.array([1, 0.9375, 0.875, 0.8125, 0.75], np.float32),
    )
    assert path.best.tolist() == [1, 1, 1, 0.8125, 0.8125]
    assert path.waited.tolist() == [0, 1, 2, 0, 1]


def test_checks_of_the_cooldown_do_not_count():
    given = {"plateau_patience": 2, "plateau_factor": 0.5, "plateau_cooldown": 3}
    path = walk(numbers(**given), jnp.ones(10))
    assert path.factor.tolist() == [1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25]
    assert path.cooling.tolist() == [0, 0, 3, 2, 1, 0, 3, 2, 1, 0]
    assert path.waited.tolist() == [0, 1, 0, 0, 0, 1, 0, 0, 0, 1]


def test_the_rate_is_not_pushed_below_the_lowest():
    path = factors([1] * 6, plateau_patience=1, plateau_factor=0.25, min_rate=0.01, learning_rate=0.125)
    np.testing.assert_allclose(path, [1, 0.25, 0.08, 0.08, 0.08, 0.08])


@pytest.mark.parametrize("rate", [0.0, 0.005, 0.01])
def test_a_rate_at_the_lowest_or_below_stays(rate):
    assert factors([1] * 6, plateau_patience=1, min_rate=0.01, learning_rate=rate) == [1] * 6


def test_a_rate_of_zero_without_a_lowest_stays_a_number():
    assert factors([1] * 4, plateau_patience=1, learning_rate=0.0) == [1] * 4


def test_nan_is_no_improvement_at_any_check():
    nan = float("nan")
    path = walk(numbers(plateau_patience=2), jnp.array([nan, 2, nan, 1, nan, nan], np.float32))
    assert path.best.tolist() == [np.inf, 2, 2, 1, 1, 1]
    assert path.waited.tolist() == [1, 0, 1, 0, 1, 0]
    assert path.factor.tolist() == pytest.approx([1, 1, 1, 1, 1, 0.1])


def test_an_infinite_loss_is_followed_by_better_ones():
    path = walk(numbers(), jnp.array([np.inf, 1, np.inf, 0.5], np.float32))
    assert path.best.tolist() == [np.inf, 1, 1, 0.5]


def test_trials_together_equal_each_alone():
    patiences, losses = (
        jnp.array([1, 2, 3], np.int32),
        jnp.asarray(np.random.default_rng(0).random((3, 30)), "f"),
    )
    hyper = numbers(plateau_factor=0.5)
    axes = {name: 0 if name == "plateau_patience" else None for name in hyper}
    together = jax.vmap(walk, in_axes=(axes, 0))({**hyper, "plateau_patience": patiences}, losses)
    for trial, patience in enumerate(patiences):
        alone = walk({**hyper, "plateau_patience": patience}, losses[trial])
        assert alone.factor[-1] < 1
        for own, shared in zip(alone, together, strict=True):
            np.testing.assert_array_equal(shared[trial], own)


def test_a_branch_of_the_program_may_hold_it():
    def step(i, state):
        value = jnp.float32(1)
        return jax.lax.cond(i % 2 == 0, lambda: check_plateau(state, hyper, value), lambda: state)

    hyper = numbers(plateau_patience=2)
    state = jax.lax.fori_loop(0, 6, step, initial_plateau())
    assert float(state.factor) == pytest.approx(0.1)
