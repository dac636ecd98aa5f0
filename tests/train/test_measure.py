"""Measuring two groups of examples block by block, and keeping the best weights."""

from __future__ import annotations

# pyright: reportAttributeAccessIssue=false
# An array stands for the parameters.
from functools import partial

import jax
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.nets import Mode, draw_parameters, read_net
from trainlab.train.measure import keep_best, measure
from trainlab.train.state import NEVER, Best

EXAMPLES = 23

best_of = jax.jit(keep_best)


def make(outputs):
    net = read_net(f"3-4-{outputs}", "tanh")
    parameters = draw_parameters(net, 1, weight_init="normal", init_scale=1.0)
    draw = np.random.default_rng(6)
    x = draw.normal(size=(EXAMPLES, 3)).astype(np.float32)
    return net, parameters, x, draw.integers(0, max(2, outputs), EXAMPLES).astype(np.int32)


def program_for(net, boundary):
    # Optimising a program takes longer than running it once.
    quick = {"xla_backend_optimization_level": 0}
    program = partial(
        measure, net, "cross_entropy", ("loss", "accuracy"), statistics={}, mode=Mode(), boundary=boundary
    )
    jitted = jax.jit(program, compiler_options=quick)

    def measured(**arrays):
        values, right = jitted(**arrays)
        return values[:, 0], values[:, 1], right

    return measured


def logits_of(net, parameters, x):
    one, two = parameters["hidden1"], parameters["output"]
    logits = np.tanh(x.astype(float) @ one["kernel"] + one["bias"]) @ two["kernel"] + two["bias"]
    return np.concatenate([np.zeros_like(logits), logits], axis=1) if net.outputs == 1 else logits


def expected(net, parameters, x, y, group):
    """Mean cross-entropy and accuracy of some rows, in float64."""
    logits = logits_of(net, parameters, x)[group]
    losses = np.log(np.exp(logits).sum(axis=1)) - logits[np.arange(len(logits)), y[group]]
    return losses.mean(), right_rows(net, parameters, x, y)[group].mean()


def right_rows(net, parameters, x, y):
    return logits_of(net, parameters, x).argmax(axis=1) == y


# Blocks of one, of half, that leave a rest, that meet the boundary, that cross it, and one for all.
@pytest.mark.parametrize(
    ("block", "boundary"),
    [(1, 16), (5, 16), (8, 16), (8, 1), (11, 22), (12, 12), (22, 1), (23, 16), (1000, 16)],
)
def test_both_groups_are_measured_whole_whatever_the_blocks(monkeypatch, block, boundary):
    monkeypatch.setattr("trainlab.train.measure.BLOCK", block)
    net, parameters, x, y = make(1)
    losses, accuracies, right = program_for(net, boundary)(parameters=parameters, inputs=x, targets=y)
    for place, group in enumerate((slice(boundary), slice(boundary, None))):
        loss, accuracy = expected(net, parameters, x, y, group)
        assert losses[place] == pytest.approx(loss, rel=1e-5)
        assert accuracies[place] == pytest.approx(accuracy, rel=1e-6)
    assert right.tolist() == right_rows(net, parameters, x, y)[boundary:].tolist()


def test_several_classes(monkeypatch):
    monkeypatch.setattr("trainlab.train.measure.BLOCK", 9)
    net, parameters, x, y = make(4)
    losses, accuracies, right = program_for(net, 10)(parameters=parameters, inputs=x, targets=y)
    for place, group in enumerate((slice(10), slice(10, None))):
        measured = losses[place], accuracies[place]
        assert measured == pytest.approx(expected(net, parameters, x, y, group), rel=1e-5)
    assert right.tolist() == right_rows(net, parameters, x, y)[10:].tolist()


@pytest.mark.parametrize("block", [5, 23])
def test_images_are_measured_as_rows_are(monkeypatch, block):
    monkeypatch.setattr("trainlab.train.measure.IMAGES_BLOCK", block)
    net, parameters, x, y = make(4)
    images = read_net("flatten dense4:tanh dense4", "tanh", (3, 1, 1))
    named = {"dense1": parameters["hidden1"], "dense2": parameters["output"]}
    losses, accuracies, right = program_for(images, 10)(parameters=named, inputs=x, targets=y)
    for place, group in enumerate((slice(10), slice(10, None))):
        measured = losses[place], accuracies[place]
        assert measured == pytest.approx(expected(net, parameters, x, y, group), rel=1e-5)
    assert right.tolist() == right_rows(net, parameters, x, y)[10:].tolist()


def test_a_group_without_examples_has_no_mean():
    net, parameters, x, y = make(1)
    losses, accuracies, right = program_for(net, EXAMPLES)(parameters=parameters, inputs=x, targets=y)
    measured = losses[0], accuracies[0]
    assert measured == pytest.approx(expected(net, parameters, x, y, slice(None)), rel=1e-5)
    assert np.isnan([losses[1], accuracies[1]]).all()
    assert right.shape == (0,)


evaluations = st.tuples(
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),
    st.sampled_from([0.0, 0.5, 1.0, np.inf, np.nan]),
    st.booleans(),
)


@given(st.lists(evaluations, min_size=1, max_size=8))
def test_the_best_is_the_most_accurate_then_the_least_loss_then_the_first(made):
    best = Best(np.array([-1.0], np.float32), {}, np.float32(-np.inf), np.float32(-np.inf), np.int32(NEVER))
    for step, (accuracy, loss, due) in enumerate(made):
        candidate = Best(
            np.array([step], np.float32), {}, np.float32(accuracy), -np.float32(loss), np.int32(step)
        )
        best = best_of(best, candidate, np.bool_(due))
    worthy = [(-a, loss, step) for step, (a, loss, due) in enumerate(made) if due and np.isfinite(loss)]
    if worthy:
        accuracy, loss, step = min(worthy)
        assert (best.score, best.tie, best.step) == (-accuracy, -loss, step)
        assert best.parameters.tolist() == [step]
    else:
        assert best.step == NEVER
        assert best.parameters.tolist() == [-1]
