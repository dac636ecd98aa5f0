"""Penalties raise the loss by as much as NumPy says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from planted import rewarding, subject

from trainlab.checks.regularisers import check_regularisers
from trainlab.train.step import objective


def test_they_do(healthy):
    results = check_regularisers(healthy, *healthy.examples())
    assert [result.verdict for result in results] == ["pass", "pass"]
    assert all(result.value > 0 for result in results)


def test_frozen_layers_are_exempt(easy):
    frozen = subject(easy, "3-8-8-2", activation="tanh", freeze="hidden1")
    assert [result.verdict for result in check_regularisers(frozen, *frozen.examples())] == ["pass", "pass"]


def test_a_penalty_with_the_wrong_sign_rewards(healthy):
    planted = replace(healthy, objective=rewarding)
    for result in check_regularisers(planted, *planted.examples()):
        assert result.verdict == "fail"
        assert result.value < 0
        assert "rewards large weights" in result.advice


def without_penalty(recipe, *arguments):
    return objective(replace(recipe, active=frozenset()), *arguments)


def doubled(recipe, parameters, statistics, fixed, hyper, batch, key=None):
    hyper = {**hyper, "l2": 2 * hyper["l2"]}
    return objective(recipe, parameters, statistics, fixed, hyper, batch, key)


def test_a_penalty_that_is_left_out(healthy):
    planted = replace(healthy, objective=without_penalty)
    results = check_regularisers(planted, *planted.examples())
    assert [(result.verdict, result.value) for result in results] == [("fail", 0.0), ("fail", 0.0)]


def test_a_penalty_of_another_strength(healthy):
    planted = replace(healthy, objective=doubled)
    l2, l1 = check_regularisers(planted, *planted.examples())
    assert (l2.verdict, l1.verdict) == ("fail", "pass")
    assert l2.value == pytest.approx(2 * float(l2.expected.split(":")[0]), rel=1e-2)


@pytest.mark.parametrize("strength", [1.0, 0.001086])
def test_the_strength_that_is_given_is_tested(easy, strength):
    given = subject(easy, "3-8-8-2", activation="tanh", l2=strength)
    l2, l1 = check_regularisers(given, *given.examples())
    assert (l2.verdict, l1.verdict) == ("pass", "pass")
    assert l2.measured == f"l2={strength:g} adds {l2.value:.4g}"
    assert l1.measured.startswith("l1=0.01 adds ")
    kernels = [arrays["kernel"] for arrays in given.variables.values()]
    assert l2.value == pytest.approx(strength / 2 * sum((kernel**2).sum() for kernel in kernels), rel=1e-2)


def test_a_strength_that_rounding_hides_is_not_judged_by_rounding(easy):
    given = subject(easy, "3-8-8-2", activation="tanh", l2=1e-9)
    results = check_regularisers(given, *given.examples())
    assert [result.verdict for result in results] == ["pass", "pass"]
    assert results[0].measured.endswith("(l2=1e-09 is too little to see)")
    planted = replace(given, objective=without_penalty)
    assert [result.verdict for result in check_regularisers(planted, *given.examples())] == ["fail", "fail"]
