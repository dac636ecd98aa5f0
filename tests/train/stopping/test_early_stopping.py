from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.train.stopping.early_stopping import check_stopping, initial_stopping

NAN = float("nan")
LOSSES = ("train_loss", "validation_loss")


def walk(values, watch, patience=3, min_delta=0.0):
    """The state after every check, whether it improved, and whether the trial stops."""
    hyper = {"patience": jnp.int32(patience), "min_delta": jnp.float32(min_delta)}

    def check(state, value):
        state, improved, stop = check_stopping(state, hyper, value, watch)
        return state, (state, improved, stop)

    state, improved, stop = jax.lax.scan(check, initial_stopping(), jnp.float32(values))[1]
    return state, improved.tolist(), stop.tolist()


@pytest.mark.parametrize("watch", LOSSES)
def test_a_loss_improves_by_falling(watch):
    state, improved, stop = walk([3, 2, 2, 2.5, 1, 1, 1, 1], watch)
    assert improved == [True, True, False, False, True, False, False, False]
    assert state.best.tolist() == [3, 2, 2, 2, 1, 1, 1, 1]
    assert state.waited.tolist() == [0, 0, 1, 2, 0, 1, 2, 3]
    assert stop == [False] * 7 + [True]


def test_an_accuracy_improves_by_rising():
    state, improved, stop = walk([0.25, 0.5, 0.5, 0.375, 0.75, 0.75], "validation_accuracy", patience=2)
    assert improved == [True, True, False, False, True, False]
    assert state.best.tolist() == [0.25, 0.5, 0.5, 0.5, 0.75, 0.75]
    assert stop == [False, False, False, True, False, False]


@pytest.mark.parametrize(("watch", "sign"), [("train_loss", -1), ("validation_accuracy", 1)])
def test_steps_smaller_than_min_delta_add_up(watch, sign):
    values = sign * np.array([0, 0.0625, 0.125, 0.1875, 0.25])
    state, improved, _ = walk(values, watch, min_delta=0.125)
    assert improved == [True, False, False, True, False]
    assert state.best.tolist() == (sign * np.array([0, 0, 0, 0.1875, 0.1875])).tolist()


@pytest.mark.parametrize("watch", [*LOSSES, "validation_accuracy"])
def test_nan_is_no_improvement_at_any_check(watch):
    state, improved, stop = walk([NAN, 1, NAN, NAN, NAN], watch)
    assert improved == [False, True, False, False, False]
    np.testing.assert_array_equal(state.best, [NAN, 1, 1, 1, 1])
    assert state.waited.tolist() == [1, 0, 1, 2, 3]
    assert stop == [False, False, False, False, True]


def test_a_trial_that_is_never_a_number_stops():
    assert walk([NAN] * 3, "train_loss")[2] == [False, False, True]


def test_an_infinite_loss_is_followed_by_better_ones():
    state, improved, _ = walk([np.inf, 5, np.inf, 4], "validation_loss")
    assert improved == [True, True, False, True]
    assert state.best.tolist() == [np.inf, 5, 5, 4]


def test_trials_together_equal_each_alone():
    values = np.random.default_rng(0).random((4, 20)).astype(np.float32)

    def of_trial(values, patience):
        hyper = {"patience": patience, "min_delta": jnp.float32(0.1)}

        def check(step, carry):
            state, stops = carry
            state, _, stop = check_stopping(state, hyper, values[step], "train_loss")
            return state, stops.at[step].set(stop)

        return jax.lax.fori_loop(0, 20, check, (initial_stopping(), jnp.zeros(20, bool)))

    together = jax.jit(jax.vmap(of_trial))(values, jnp.arange(1, 5))
    for trial in range(4):
        state, _, stop = walk(values[trial], "train_loss", patience=trial + 1, min_delta=0.1)
        assert together[0].best[trial] == state.best[-1]
        assert together[0].waited[trial] == state.waited[-1]
        assert together[1][trial].tolist() == stop
    assert together[1][0].any()


def test_a_branch_of_the_program_may_hold_it():
    hyper = {"patience": jnp.int32(2), "min_delta": jnp.float32(0)}

    @jax.jit
    def maybe(due, state, value):
        no = jnp.bool_(False)
        return jax.lax.cond(
            due, lambda: check_stopping(state, hyper, value, "train_loss"), lambda: (state, no, no)
        )

    state, improved, stop = maybe(True, initial_stopping(), jnp.float32(2))
    assert (float(state.best), bool(improved), bool(stop)) == (2, True, False)
    state, improved, stop = maybe(False, state, jnp.float32(1))
    assert (float(state.best), bool(improved), bool(stop)) == (2, False, False)
