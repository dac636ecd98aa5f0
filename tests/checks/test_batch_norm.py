"""Batches that are too small for batch normalisation."""

from __future__ import annotations

import pytest
from planted import planned

from trainlab.checks import warnings
from trainlab.checks.batch_norm import check_batch_norm
from trainlab.nets import read_net

DENSE = read_net("4-6-2", "relu", (4,)), read_net("dense6 batchnorm:relu dense2", "relu", (4,))
IMAGES = read_net("conv3x3x2 batchnorm:relu flatten dense2", "relu", (8, 8, 1))


@pytest.mark.parametrize(
    ("net", "batch", "examples", "verdict", "said"),
    [
        (DENSE[0], 1, 100, "skip", ""),
        (DENSE[1], 1, 100, "fail", "batchnorm1 takes its mean from the one example"),
        (DENSE[1], 32, 97, "warn", "batch_size=33"),
        (DENSE[1], 32, 98, "pass", ""),
        (DENSE[1], 4, 100, "warn", "from 4 examples"),
        (DENSE[1], 8, 100, "pass", ""),
        (DENSE[1], None, 100, "pass", ""),
        (IMAGES, 1, 100, "warn", "by its own pixels"),
        (IMAGES, 2, 101, "pass", ""),
    ],
)
def test_batches(net, batch, examples, verdict, said):
    result = check_batch_norm(net, batch, examples)
    assert result.verdict == verdict
    assert said in result.advice


def test_one_example_teaches_a_batch_normalised_net_nothing(tmp_path):
    import trainlab as tl

    study = tl.run(
        "moons", "dense8 batchnorm:relu dense2", batch_size=1, steps=400, learning_rate=0.1, root=tmp_path,
        check=False,
    )  # fmt: skip
    _, accuracy = study.trials[0].curve("validation_accuracy")
    assert accuracy[-1] < 0.7


def test_it_is_told_before_any_population_trains(easy):
    plans = [planned(easy, "dense8 batchnorm:relu dense2", batch_size=size)[0] for size in (32, 1)]
    lines = warnings(plans, easy)
    assert [line[:28] for line in lines] == ["check fail: batch statistics"]
