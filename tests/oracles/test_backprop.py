"""Gradients, steps and evaluations of dense nets against the textbook's recursion in NumPy."""

from __future__ import annotations

import jax
import numpy as np
import numpy_net
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainlab.data import Dataset
from trainlab.nets import draw_parameters, pack, read_net, unpack
from trainlab.settings import resolve
from trainlab.train.batch import StepBatch
from trainlab.train.recipe import Recipe
from trainlab.train.step import objective

ACTIVATIONS = tuple(numpy_net.ACTIVATIONS)
ENDS = [("3-4-5-1", "cross_entropy"), ("3-4-5-3", "cross_entropy"), ("3-4-5-1", "mse"), ("3-4-5-3", "mse")]
END_NAMES = ["binary", "softmax", "binary mse", "softmax mse"]
BATCH = 6

# Optimising a program takes longer than running it a few times.
gradient = jax.jit(
    jax.value_and_grad(objective, argnums=1, has_aux=True),
    static_argnums=0,
    compiler_options={"xla_backend_optimization_level": 0},
)

combinations = [
    pytest.mark.parametrize("activation", ACTIVATIONS),
    pytest.mark.parametrize(("net", "loss"), ENDS, ids=END_NAMES),
]


def every_combination(test):
    for mark in combinations:
        test = mark(test)
    return test


def make_examples(seed, examples, classes):
    draw = np.random.default_rng([seed, 1])
    x = draw.normal(size=(examples, 3)).astype(np.float32)
    return x, draw.integers(0, classes, examples).astype(np.int32)


def to_layers(parameters):
    """Parameters by layer and name as float64 kernels and biases in order."""
    pairs = [(layer["kernel"], layer["bias"]) for layer in parameters.values()]
    return [(np.asarray(kernel, np.float64), np.asarray(bias, np.float64)) for kernel, bias in pairs]


def draw(net, seed):
    return draw_parameters(net, seed, weight_init="normal", init_scale=0.7, bias_init=0.1)


def assert_close(layers, expected, tolerance, rounding):
    """Every number within a tolerance of its array's largest, and what rounding of terms of size 1 leaves."""
    for ours, theirs in zip(layers, expected, strict=True):
        for mine, other in zip(ours, theirs, strict=True):
            assert mine.shape == other.shape
            assert np.abs(mine - other).max() <= tolerance * np.abs(other).max() + rounding


@every_combination
def test_the_recursion_agrees_with_finite_differences(net, loss, activation):
    architecture = read_net(net, activation)
    x, y = make_examples(3, BATCH, max(2, architecture.outputs))
    layers = to_layers(draw(architecture, 3))
    recipe = (x.astype(np.float64), y, activation, loss, 0.3)
    assert_close(
        numpy_net.gradient(layers, *recipe), numpy_net.finite_differences(layers, *recipe), 1e-7, 1e-9
    )


@every_combination
@given(seed=st.integers(0, 10_000), count=st.integers(1, BATCH), l2=st.sampled_from([0.0, 0.3]))
@settings(max_examples=8)
def test_the_gradient_is_that_of_the_recursion(net, loss, activation, seed, count, l2):
    recipe = Recipe.of(
        resolve({"net": net, "activation": activation, "loss": loss, "l2": 0.3}, data="moons"), (3,)
    )
    x, y = make_examples(seed, BATCH, max(2, recipe.net.outputs))
    parameters = draw(recipe.net, seed)
    batch = StepBatch(x, y, np.int32(count), np.int32(0))
    (value, _), slopes = gradient(recipe, pack(recipe.net, parameters), {}, {}, {"l2": np.float32(l2)}, batch)
    # The examples behind the count only pad the batch: the recursion never sees them.
    real = x[:count].astype(np.float64), y[:count]
    layers = to_layers(parameters)
    loss_there = numpy_net.objective(layers, *real, activation, loss, l2)
    assert float(value) == pytest.approx(loss_there, rel=1e-5, abs=1e-6)
    expected = numpy_net.gradient(layers, *real, activation, loss, l2)
    assert_close(to_layers(unpack(recipe.net, slopes)), expected, 2e-5, 1e-6)


@pytest.mark.parametrize("padding", [1.0, -1e30])
def test_what_pads_a_batch_changes_no_bit(padding):
    recipe = Recipe.of(resolve({"net": "3-4-5-3"}, data="moons"), (3,))
    x, y = make_examples(0, BATCH, 3)
    parameters = pack(recipe.net, draw(recipe.net, 0))
    results = []
    for value in (0.0, padding):
        x[4:] = value
        batch = StepBatch(x.copy(), y, np.int32(4), np.int32(0))
        results.append(gradient(recipe, parameters, {}, {}, {}, batch))
    ((loss, _), slopes), ((other_loss, _), other_slopes) = results
    assert loss == other_loss
    assert np.asarray(slopes).tobytes() == np.asarray(other_slopes).tobytes()


EXAMPLES, STEPS, RATE, L2 = 13, 5, 0.3, 0.05


@pytest.mark.parametrize(
    ("net", "loss", "activation"),
    [(*end, activation) for end, activation in zip(ENDS, ACTIVATIONS, strict=True)],
    ids=END_NAMES,
)
def test_steps_and_evaluations_are_those_of_gradient_descent(laboratory, net, loss, activation):
    architecture = read_net(net, activation)
    x, y = make_examples(8, EXAMPLES + 7, max(2, architecture.outputs))
    held_out = x[EXAMPLES:], y[EXAMPLES:]
    dataset = Dataset.from_arrays(x[:EXAMPLES], y[:EXAMPLES], validation=held_out, test=held_out)
    recipe = {
        "activation": activation, "loss": loss, "learning_rate": RATE, "l2": L2, "batch_size": BATCH,
        "steps": STEPS, "eval_every": 2, "eval_examples": 10, "shuffle": False,
    }  # fmt: skip
    (outcome,) = laboratory.train(dataset, net=net, set=recipe, seed=21)
    x = x.astype(np.float64)
    layers = to_layers(draw_parameters(architecture, 21))
    for step in range(STEPS):
        if step % 2 == 0:
            assert_evaluation(outcome.evaluations[step], layers, x, y, activation, loss)
        # 13 examples are batches of 6, 6 and 1.
        batch = slice(step % 3 * BATCH, min(step % 3 * BATCH + BATCH, EXAMPLES))
        recipe = (x[batch], y[batch], activation, loss, L2)
        assert outcome.losses[step] == pytest.approx(numpy_net.objective(layers, *recipe), rel=1e-5)
        slopes = numpy_net.gradient(layers, *recipe)
        layers = [(w - RATE * dw, b - RATE * db) for (w, b), (dw, db) in zip(layers, slopes, strict=True)]
    assert_evaluation(outcome.evaluations[STEPS], layers, x, y, activation, loss)
    assert_close(to_layers(nested(outcome.final, architecture)), layers, 1e-5, 1e-7)


def nested(weights, net):
    """Weights by ``layer.variable``, in the net's order."""
    return {
        layer.name: {name: weights[f"{layer.name}.{name}"] for name in layer.variables}
        for layer in net.layers
    }


def assert_evaluation(values, layers, x, y, activation, loss):
    for group, (measured_loss, accuracy) in ((slice(10), values[:2]), (slice(EXAMPLES, None), values[2:])):
        expected = numpy_net.objective(layers, x[group], y[group], activation, loss, 0.0)
        assert measured_loss == pytest.approx(expected, rel=1e-5)
        assert accuracy == pytest.approx(numpy_net.accuracy(layers, x[group], y[group], activation))
