from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.optimizers.make import make_optimizer
from trainlab.settings import OPTIMIZERS

HYPER = {
    name: jnp.float32(0.1)
    for name in ("learning_rate", "beta_1", "beta_2", "rho", "epsilon", "initial_accumulator")
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_trials_together_equal_each_alone(name, recipe, train, train_together, params, gradients, deviation):
    rates = np.array([1e-4, 1e-2, 0.3], np.float32)
    together = train_together(recipe(name), params, gradients, rates)
    for i, rate in enumerate(rates):
        alone = train(recipe(name, learning_rate=float(rate)), params, gradients)
        assert deviation({leaf: path[i] for leaf, path in together.items()}, alone) < 1e-6


@pytest.mark.parametrize(
    ("name", "active", "buffers", "scalars"),
    [
        ("sgd", [], 0, 0),
        ("sgd", ["momentum"], 1, 0),
        ("sgd", ["weight_decay"], 0, 0),
        ("rmsprop", [], 1, 0),
        ("rmsprop", ["momentum"], 2, 0),
        ("adam", [], 2, 1),
        ("adamw", ["weight_decay"], 2, 1),
        ("adamax", [], 2, 1),
        ("nadam", [], 2, 2),
        ("adagrad", [], 1, 0),
        ("adadelta", [], 2, 0),
        ("lion", [], 1, 1),
    ],
)
def test_state_holds_only_what_is_used(name, active, buffers, scalars):
    # Settings that are not active are not even given: what is missing cannot be part of the program.
    hyper = HYPER | dict.fromkeys(active, jnp.float32(0.1))
    optimizer = make_optimizer({"optimizer": name, "nesterov": True}, hyper, frozenset(active))
    params = {"kernel": jnp.ones((3, 2)), "bias": jnp.ones(2)}
    state = jax.eval_shape(optimizer.init, params)
    shapes = [leaf.shape for leaf in jax.tree.leaves(state)]
    assert shapes.count((3, 2)) == shapes.count((2,)) == buffers
    assert shapes.count(()) == scalars
    assert len(shapes) == 2 * buffers + scalars
    updates, after = jax.eval_shape(optimizer.update, params, state, params)
    assert jax.tree.map(lambda leaf: (leaf.shape, leaf.dtype), (updates, after)) == jax.tree.map(
        lambda leaf: (leaf.shape, leaf.dtype), (params, state)
    )


def test_steps_are_counted_in_whole_numbers():
    for name in ("adam", "adamax", "nadam", "lion"):
        optimizer = make_optimizer({"optimizer": name}, HYPER, frozenset())
        state = jax.vmap(optimizer.init)({"bias": jnp.ones((5, 2))})
        counts = [leaf for leaf in jax.tree.leaves(state) if leaf.dtype == jnp.int32]
        assert [count.shape for count in counts] == [(5,)]


@pytest.mark.parametrize(
    ("name", "setting"), [("sgd", "momentum"), ("rmsprop", "momentum"), ("adam", "weight_decay")]
)
def test_a_neutral_trial_is_not_changed_by_others(name, setting, recipe, train, params, gradients, deviation):
    without = train(recipe(name), params, gradients)
    beside = train(recipe(name, **{setting: 0.0}), params, gradients, also=[setting])
    assert deviation(beside, without) < 1e-6


def test_nesterov_without_momentum_is_plain_descent(recipe, train, params, gradients):
    plain = train(recipe("sgd"), params, gradients)
    looking_ahead = train(recipe("sgd", nesterov=True), params, gradients)
    for name, path in plain.items():
        np.testing.assert_array_equal(looking_ahead[name], path)
