"""The checks that train: overfitting a few, layers that move, shuffled labels."""

from __future__ import annotations

from dataclasses import replace

import jax
import numpy as np
import pytest
from planted import Planted, ascending, behind, knowing, practice, sign, subject

from trainlab.checks.learning import check_layers_learn
from trainlab.checks.observe import observe
from trainlab.checks.overfit import check_overfit, few
from trainlab.checks.shuffled import check_shuffled
from trainlab.data import Dataset, load_dataset


def overfit(subject):
    """The result of overfitting, and that of looking at which layers learn."""
    at, x, y = practice(subject)
    result, trained = check_overfit(at, x, y)
    (seen,) = observe(subject, [subject.examples()])
    return result, check_layers_learn(subject, seen, trained)


def test_a_healthy_net_learns_by_heart_with_every_layer(healthy):
    result, layers = overfit(healthy)
    assert (result.verdict, layers.verdict) == ("pass", "pass")
    assert result.value < 0.0694
    assert layers.measured == "3 of 3 layers"


def test_a_loss_with_the_wrong_sign(healthy):
    result, _ = overfit(replace(healthy, objective=ascending))
    assert result.verdict == "fail"
    assert "what is minimised is not the loss" in result.advice


def unscaled(net: str, **given):
    """A net on moons, one column of which is a million times too large."""
    moons = load_dataset("moons")
    for name in ("train", "validation", "test"):
        moons.split(name).inputs[:, 0] *= 1e6
    return subject(moons, net, **given)


@pytest.mark.parametrize("net", ["2-2", "2-1"])
def test_a_column_of_another_size_is_named_and_not_the_loss(net):
    result, _ = overfit(unscaled(net))
    assert result.verdict in ("warn", "fail")
    assert "not the loss" not in result.advice
    assert "The root mean square of 'x1'" in result.advice
    assert "standardize=true" in result.advice


def test_a_wrong_sign_is_found_beside_a_column_of_another_size():
    result, _ = overfit(replace(unscaled("2-2"), objective=ascending))
    assert "what is minimised is not the loss" in result.advice


def test_a_softmax_applied_twice(healthy):
    result, _ = overfit(behind(healthy, "output", lambda x: jax.nn.softmax(x)))
    assert result.verdict == "fail"
    assert "Softmax applied twice ends at 0.313" in result.advice
    assert result.value == pytest.approx(np.log1p(np.exp(-1)), rel=0.01)


def test_a_layer_behind_which_the_gradient_stops(healthy):
    _, layers = overfit(behind(healthy, "hidden1", jax.lax.stop_gradient))
    assert layers.verdict == "fail"
    assert "No gradient reaches hidden1" in layers.advice
    assert layers.layers.rows["hidden1"] == (0.0, 0.0)


def test_frozen_layers_are_named_and_no_failure(easy):
    _, layers = overfit(subject(easy, "3-8-8-2", activation="tanh", freeze="hidden1"))
    assert layers.verdict == "pass"
    assert layers.measured == "2 of 2 layers; frozen: hidden1"


def test_a_layer_that_does_not_move(healthy):
    at, x, y = practice(healthy)
    _, trained = check_overfit(at, x, y)
    stuck = {**trained.variables, "hidden2": jax.tree.map(
        lambda array: np.broadcast_to(array, (5, *array.shape)), dict(healthy.variables["hidden2"])
    )}  # fmt: skip
    (seen,) = observe(healthy, [healthy.examples()])
    layers = check_layers_learn(healthy, seen, replace(trained, variables=stuck))
    assert layers.verdict == "fail"
    assert "hidden2" in layers.advice


def test_dead_relus_learn_nothing(easy):
    result, layers = overfit(subject(easy, "3-8-8-2", bias_init=-100.0))
    assert (result.verdict, layers.verdict) == ("fail", "fail")
    assert "Nothing was learned" in result.advice


def test_a_net_that_is_too_small_is_only_warned_of():
    draw = np.random.default_rng(0)
    x = draw.normal(size=(400, 1))
    hard = Dataset.from_arrays(x, (np.sin(8 * x[:, 0]) > 0).astype(int), name="waves")
    result, _ = overfit(subject(hard, "1-2-2", activation="tanh"))
    assert result.verdict == "warn"
    assert "too small" in result.advice


@pytest.mark.parametrize(("examples", "picked"), [(44, 20), (10, 10), (600, 30), (55_000, 50)])
def test_few_examples_are_a_twentieth_and_at_most_50(examples, picked):
    assert len(few(np.arange(examples) % 2)) == picked


def test_shuffled_labels_teach_nothing(healthy):
    at, _, y = practice(healthy)
    result = check_shuffled(at, y)
    assert result.verdict == "pass"


def test_what_huge_initial_weights_get_right_by_luck_is_no_leak():
    """They are hardly moved by the steps of a practice, and all shuffles begin with the same ones."""
    plain = subject(load_dataset("moons"), "2-2")
    (layer,) = plain.net.variables
    lucky = {**plain.variables[layer], "kernel": 1e4 * np.array([[0, 0], [1, -1]], np.float32)}
    at, _, y = practice(replace(plain, variables={**plain.variables, layer: lucky}))
    result = check_shuffled(at, y)
    assert result.value > 0.7
    assert result.verdict != "fail"
    assert "that the untrained net gets by luck" in result.expected


def test_labels_that_come_from_elsewhere(healthy):
    at, _, y = practice(replace(healthy, objective=knowing(sign)))
    result = check_shuffled(at, y)
    assert result.verdict == "fail"
    assert result.value > 0.9
    assert "labels reach the objective" in result.advice


def test_inputs_that_say_nothing_about_the_labels():
    draw = np.random.default_rng(0)
    noise = Dataset.from_arrays(draw.normal(size=(600, 3)), draw.integers(0, 2, 600), name="noise")
    at, _, y = practice(subject(noise, "3-8-2"))
    result = check_shuffled(at, y)
    assert result.verdict == "warn"


def test_planted_layers_are_part_of_the_net(healthy):
    planted = behind(healthy, "hidden1", lambda x: x)
    assert any(isinstance(layer, Planted) for layer in planted.net.layers)
