"""Populations made of random numbers, for tests that run their programs in several ways."""

from __future__ import annotations

import math
from itertools import cycle
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import numpy as np

from trainlab.activations import ACTIVATIONS
from trainlab.nets import packed_shapes
from trainlab.record import Trial
from trainlab.settings import OPTIMIZERS, SCHEDULES, resolve
from trainlab.train import programs
from trainlab.train.hyper import hyper_value, program_settings
from trainlab.train.inputs import Batches, RunInputs, TrialInputs
from trainlab.train.recipe import TRAIN_LOSS, Recipe

TRIALS, STEPS, CAPACITY, EXAMPLES = 8, 10, 16, 30


def differ(*values):
    """A setting that differs between trials."""
    return lambda trial: values[trial % len(values)]


MECHANISMS = [
    {"l2": differ(0.1, 0.01)},
    {"l1": differ(0.02, 0.001)},
    {"dropout": differ(0.3, 0.5)},
    {"input_dropout": differ(0.2, 0.4)},
    {"clip_norm": differ(0.1, 1.0)},
    {"clip_value": differ(0.01, 0.1)},
    {"max_norm": differ(0.5, 1.0)},
    {"label_smoothing": differ(0.1, 0.2)},
    {"class_weights": "balanced"},
    {"early_stopping": TRAIN_LOSS, "patience": differ(1, 2), "check_every": 3},
    {"until": "train_loss < 0.5"},
    {"momentum": differ(0.5, 0.9), "optimizer": "sgd", "nesterov": True},
    {"weight_decay": 0.1, "clip_norm": 0.2, "max_norm": 0.7, "l1": 0.01, "l2": 0.01, "dropout": 0.2},
]
NETS = [("3-4-1", 7), ("3-2", 1), ("3-5-4-3", 20), ("3-6-1", 30)]
LENGTH = max(len(OPTIMIZERS), len(SCHEDULES), len(ACTIVATIONS), len(MECHANISMS))
CASES = [
    {"net": net, "batch_size": batch, "optimizer": optimizer, "schedule": schedule, "activation": activation,
     "loss": loss, **mechanism}
    for _, (net, batch), optimizer, schedule, activation, loss, mechanism in zip(
        range(LENGTH), cycle(NETS), cycle(OPTIMIZERS), cycle(SCHEDULES), cycle(ACTIVATIONS),
        cycle(["cross_entropy", "mse", "cross_entropy"]), cycle(MECHANISMS), strict=False,
    )
]  # fmt: skip
CASES += [
    {"net": net, "batch_size": batch, "task": "regression", "loss": loss, "optimizer": optimizer,
     "schedule": "constant", "activation": "tanh", **mechanism}
    for (net, batch), loss, optimizer, mechanism in [
        (NETS[0], "mse", "sgd", {"l2": differ(0.1, 0.01)}),
        (NETS[1], "mae", "adam", {}),
        (NETS[2], "huber", "rmsprop", {"huber_delta": differ(0.1, 1.0), "clip_norm": 0.2}),
        (NETS[3], "huber", "sgd", {"dropout": differ(0.3, 0.5), "momentum": 0.9}),
        (NETS[0], "mse", "adamw", {"early_stopping": TRAIN_LOSS, "patience": 1, "check_every": 3}),
    ]
]  # fmt: skip
"""Each optimizer, schedule, activation, loss and mechanism at least once; each loss of numbers, too."""


def population(net, batch_size, ragged=True, shape=None, **settings):
    """A recipe, the state and the inputs of its programs, made of random numbers."""
    random = np.random.default_rng(0)
    shape = shape or (int(net.split("-")[0]),)
    given = [
        {name: value(trial) if callable(value) else value for name, value in settings.items()}
        for trial in range(TRIALS)
    ]
    base = {"net": net, "batch_size": batch_size, "steps": STEPS, "learning_rate": 0.05}
    resolved = [resolve({**base, "seed": trial, **of}, data="arrays") for trial, of in enumerate(given)]
    recipe = Recipe.of(resolved[0], shape)
    classes = max(2, recipe.net.outputs)
    trials = [Trial(trial, of, 0, STEPS, 4, recipe.net.parameters) for trial, of in enumerate(resolved)]
    if recipe.task == "regression":
        y, counts = (
            random.normal(0, 1, (EXAMPLES, recipe.net.outputs)).astype(np.float32),
            np.array([EXAMPLES]),
        )
    else:
        y = random.integers(0, classes, EXAMPLES).astype(np.int32)
        counts = np.bincount(y, minlength=classes)
    hyper = {
        name: jnp.asarray(np.stack([hyper_value(name, trial, counts) for trial in trials]))
        for name in program_settings(resolved[0], recipe)
    }
    weights = jax.tree.map(
        lambda shape: jnp.asarray(random.normal(0, 0.7, (TRIALS, *shape)).astype(np.float32)),
        packed_shapes(recipe.net),
        is_leaf=lambda shape: isinstance(shape, tuple),
    )
    batches = None
    if batch_size != EXAMPLES:
        rows = random.integers(0, EXAMPLES, (CAPACITY, batch_size)).astype(np.int32)
        real = np.where(np.arange(CAPACITY) % 3 == 2, (batch_size + 1) // 2, batch_size).astype(np.int32)
        batches = Batches(jnp.asarray(rows), jnp.asarray(real) if ragged else None)
    state, best = programs.start(recipe, weights, {}, hyper)
    x = random.normal(0, 1, (EXAMPLES, math.prod(shape))).astype(np.float32)
    return SimpleNamespace(
        recipe=recipe, state=state, best=best, of_trials=TrialInputs({}, hyper, jnp.full(TRIALS, STEPS)),
        run=RunInputs(jnp.asarray(x), jnp.asarray(y), batches, jnp.int32(0), jnp.int32(STEPS)),
    )  # fmt: skip


def agree(one, other, rtol):
    assert jax.tree.structure(one) == jax.tree.structure(other)
    for left, right in zip(jax.tree.leaves(one), jax.tree.leaves(other), strict=True):
        assert (left.shape, left.dtype) == (right.shape, right.dtype)
        np.testing.assert_allclose(left, right, rtol=rtol, atol=1e-4)
