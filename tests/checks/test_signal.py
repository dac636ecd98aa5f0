"""The signal through the untrained net: what theory says of initialisations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from planted import halves, subject

from trainlab.checks.observe import observe
from trainlab.checks.signal import check_signal, stages
from trainlab.checks.units import check_units

DEEP = "3-20-20-20-20-20-2"


@pytest.fixture(scope="module")
def dataset():
    return halves()


def looked_at(dataset, net, **settings):
    about = subject(dataset, net, **settings)
    (seen,) = observe(about, [about.examples()])
    return about, seen


@pytest.mark.parametrize("given", [
    {"activation": "relu", "weight_init": "he_normal"},
    {"activation": "tanh", "weight_init": "glorot_uniform"},
    {"activation": "selu", "weight_init": "lecun_normal"},
])  # fmt: skip
def test_the_right_initialisation_keeps_the_signal(dataset, given):
    about, seen = looked_at(dataset, DEEP, **given)
    for result in check_signal(about.net, seen):
        assert result.verdict == "pass"
        assert list(result.layers.rows) == ["hidden1", "hidden2", "hidden3", "hidden4", "hidden5", "output"]


def test_standard_normal_weights_and_sigmoids_lose_the_gradient(dataset):
    about, seen = looked_at(
        dataset, "3-8-8-8-8-8-8-2", activation="sigmoid", weight_init="normal", init_scale=1.0
    )
    _, backwards = check_signal(about.net, seen)
    assert backwards.verdict in ("warn", "fail")
    assert backwards.value < 0.1
    assert "vanishes" in backwards.advice
    slopes = [slope for _, slope in list(backwards.layers.rows.values())[:-1]]
    assert slopes[0] == min(slopes), "the first layer gets least"


def test_wide_sigmoids_with_standard_normal_weights_are_saturated(dataset):
    about, seen = looked_at(
        dataset, "3-300-300-300-2", activation="sigmoid", weight_init="normal", init_scale=1.0
    )
    result = check_units(about.net, seen)
    assert result.verdict == "fail"
    assert "saturated" in result.advice


def test_a_signal_that_grows(dataset):
    about, seen = looked_at(dataset, DEEP, weight_init="he_normal", init_gain=4.0)
    forwards, _ = check_signal(about.net, seen)
    assert forwards.verdict == "fail"
    assert forwards.value == pytest.approx(4**4, rel=0.7)
    assert "grows" in forwards.advice


def test_one_hidden_layer_is_not_compared(moons):
    (seen,) = observe(moons, [moons.examples()])
    assert [result.verdict for result in check_signal(moons.net, seen)] == ["skip", "skip"]


def test_a_convolutional_net_passes(convolutional):
    (seen,) = observe(convolutional, [convolutional.examples()])
    assert [stage.layer for stage in stages(convolutional.net, seen)] == ["maxpool1", "dense1"]
    assert check_units(convolutional.net, seen).verdict == "pass"


def test_what_is_seen_is_what_numpy_calculates(healthy):
    x, y = healthy.examples()
    (seen,) = observe(healthy, [(x, y)])
    weights = healthy.variables
    hidden1 = np.tanh(x @ weights["hidden1"]["kernel"])
    hidden2 = np.tanh(hidden1 @ weights["hidden2"]["kernel"])
    logits = hidden2 @ weights["output"]["kernel"]
    np.testing.assert_allclose(seen.outputs["hidden2"], hidden2, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(seen.logits, logits, rtol=1e-5, atol=1e-6)
    exponentials = np.exp(logits)
    slopes = exponentials / exponentials.sum(axis=1, keepdims=True) - np.eye(2)[y]
    np.testing.assert_allclose(seen.slopes["output"] * len(y), slopes, rtol=1e-4, atol=1e-6)
    by_hidden1 = ((slopes @ weights["output"]["kernel"].T) * (1 - hidden2**2)) @ weights["hidden2"][
        "kernel"
    ].T
    np.testing.assert_allclose(seen.slopes["hidden1"] * len(y), by_hidden1, rtol=1e-4, atol=1e-6)
    first = stages(healthy.net, seen)[0]
    assert first.spread == pytest.approx(math.sqrt(hidden1.var(axis=0).mean()), rel=1e-4)
    assert first.slope == pytest.approx(math.sqrt((by_hidden1**2).sum(axis=1).mean()), rel=1e-4)


@pytest.mark.parametrize(("bias", "verdict"), [(0.0, "pass"), (-100.0, "fail")])
def test_dead_relus(dataset, bias, verdict):
    about, seen = looked_at(dataset, "3-20-20-2", bias_init=bias)
    result = check_units(about.net, seen)
    assert result.verdict == verdict
    assert result.value == float(verdict == "fail")
    if verdict == "fail":
        assert "bias_init" in result.advice


def test_a_linear_net_has_no_units_to_look_at(dataset):
    about, seen = looked_at(dataset, "3-2")
    assert check_units(about.net, seen).verdict == "skip"
