"""An example's output does not depend on the examples beside it."""

from __future__ import annotations

import pytest
from planted import behind, minus_mean

from trainlab.checks.neighbours import check_neighbours


@pytest.mark.parametrize("name", ["healthy", "moons", "convolutional"])
def test_healthy_nets_pass(name, request):
    subject = request.getfixturevalue(name)
    assert check_neighbours(subject, subject.examples()[0]).verdict == "pass"


def test_batch_normalisation_is_named(convolutional):
    result = check_neighbours(convolutional, convolutional.examples()[0])
    assert "batchnorm1 may mix examples while training" in result.measured


def test_a_batch_normalisation_that_leaks_in_use(healthy):
    planted = behind(healthy, "hidden1", minus_mean)
    result = check_neighbours(planted, planted.examples()[0])
    assert result.verdict == "fail"
    assert "in use" in result.advice


def test_a_softmax_over_the_wrong_axis(healthy):
    import jax

    planted = behind(healthy, "output", lambda x: jax.nn.log_softmax(x, axis=0))
    assert check_neighbours(planted, planted.examples()[0]).verdict == "fail"
