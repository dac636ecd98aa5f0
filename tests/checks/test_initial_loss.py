"""The loss before the first step."""

from __future__ import annotations

import math
from dataclasses import replace

import jax.numpy as jnp
import numpy as np
import pytest
from planted import ascending, knowing, sign, subject

from trainlab.checks.chance import loss_of_chance, mean_loss
from trainlab.checks.initial_loss import ON_DATA, ON_NOISE, check_initial_loss, noise
from trainlab.checks.observe import observe
from trainlab.train.loss import example_losses


def initial(subject, check=ON_DATA):
    x, y = subject.examples()
    if check == ON_NOISE:
        x, y = noise(subject, x)
    (seen,) = observe(subject, [(x, y)])
    return check_initial_loss(subject, seen, y, check)


@pytest.mark.parametrize("check", [ON_DATA, ON_NOISE])
def test_a_net_that_knows_nothing_has_the_loss_of_chance(healthy, check):
    result = initial(healthy, check)
    assert result.verdict == "pass"
    assert result.value == pytest.approx(math.log(2), rel=0.5)
    assert "0.693 (log 2)" in result.expected


def test_images_through_a_convolutional_net(convolutional):
    assert initial(convolutional).verdict == "pass"


def test_a_loss_with_the_wrong_sign_is_too_low(healthy):
    result = initial(replace(healthy, objective=ascending))
    assert result.verdict == "fail"
    assert result.value < 0
    assert "wrong sign" in result.advice


def test_inputs_that_nobody_scaled_make_the_net_sure(easy):
    large = replace(easy, train=replace(easy.train, inputs=easy.train.inputs * 255))
    result = initial(subject(large, "3-8-8-2"))
    assert result.verdict == "fail"
    assert "sure of wrong answers" in result.advice


def test_large_weights_make_the_net_rather_sure(easy):
    result = initial(subject(easy, "3-8-8-2", init_gain=2.5), ON_NOISE)
    assert result.verdict == "warn", result.line


def test_a_net_that_starts_right_by_luck_is_only_warned_of(easy):
    about = subject(easy, "3-2")
    kernel = np.zeros((3, 2), np.float32)
    kernel[:2] = -5, 5
    lucky = {"output": {**about.variables["output"], "kernel": kernel}}
    result = initial(replace(about, variables=lucky))
    assert result.verdict == "warn"
    assert "lucky" in result.advice


def test_a_trained_net_may_know_something(healthy):
    assert initial(replace(healthy, reused=frozenset({"hidden1"}))).verdict == "skip"


def test_regularisers_are_left_out_of_it(easy, healthy):
    held_back = subject(easy, "3-8-8-2", activation="tanh", l2=10.0, dropout=0.5, label_smoothing=0.5)
    assert initial(held_back).value == pytest.approx(initial(healthy).value, rel=1e-6)


def test_labels_from_elsewhere_change_the_objective(healthy):
    x, y = healthy.examples()
    (usual,) = observe(healthy, [(x, 1 - y)])
    (other,) = observe(replace(healthy, objective=knowing(sign)), [(x, 1 - y)])
    assert other.loss != pytest.approx(usual.loss, rel=1e-3)


@pytest.mark.parametrize("outputs", [1, 2, 3])
@pytest.mark.parametrize("loss", ["cross_entropy", "mse"])
def test_the_losses_of_numpy_are_those_of_the_program(outputs, loss):
    draw = np.random.default_rng(0)
    logits = jnp.asarray(draw.normal(size=(20, outputs)), jnp.float32)
    targets = jnp.asarray(draw.integers(0, max(2, outputs), 20), jnp.int32)
    mean = example_losses(logits, targets, loss).mean()
    assert mean_loss(np.asarray(logits), np.asarray(targets), loss) == pytest.approx(float(mean), rel=1e-5)
    equal = example_losses(jnp.zeros_like(logits), targets, loss).mean()
    assert loss_of_chance(max(2, outputs), outputs, loss) == pytest.approx(float(equal), rel=1e-6)
