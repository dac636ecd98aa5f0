from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from trainlab.settings import OPTIMIZERS
from trainlab.train.optimizer import make_optimizer

HYPER = {
    setting.name: jnp.float32(0.1)
    for optimizer in OPTIMIZERS.values() for setting in optimizer.settings
    if setting.kind == "traced" and setting.neutral is None
}  # fmt: skip


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
        ("lamb", [], 2, 1),
        ("schedule_free_adamw", ["weight_decay"], 2, 3),
        ("ftrl", [], 2, 0),
        ("adam amsgrad", [], 3, 1),
        ("rmsprop centered", [], 2, 0),
    ],
)
def test_state_holds_only_what_is_used(name, active, buffers, scalars):
    # Settings that are not active are not even given: what is missing cannot be part of the program.
    hyper = HYPER | dict.fromkeys(active, jnp.float32(0.1))
    name, *flags = name.split()
    static = {"optimizer": name, "nesterov": True, **dict.fromkeys(flags, True)}
    optimizer = make_optimizer(static, hyper, frozenset(active))
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


def test_matrices_take_less_memory_where_that_is_the_point():
    params = {"kernel": jnp.ones((3, 2)), "bias": jnp.ones(2)}

    def shapes(name, *active):
        hyper = HYPER | dict.fromkeys(active, jnp.float32(0.1))
        state = jax.eval_shape(make_optimizer({"optimizer": name}, hyper, frozenset(active)).init, params)
        return sorted(leaf.shape for leaf in jax.tree.leaves(state) if leaf.shape)

    assert shapes("adafactor") == [(2,), (2,), (3,)]
    assert shapes("muon", "momentum") == [(2,), (2,), (3, 2)]
    assert shapes("muon") == [(2,), (2,)]


def test_steps_are_counted_in_whole_numbers():
    for name in ("adam", "adamax", "nadam", "lion", "lamb", "adafactor", "muon", "schedule_free_adamw"):
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
