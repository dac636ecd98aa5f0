"""What is looked at in front of every study: data, and dense nets in NumPy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from planted import CONVOLUTIONAL, planned, subject

from trainlab.activations import ACTIVATIONS
from trainlab.checks import warnings
from trainlab.checks.in_numpy import EXAMPLES, observe_in_numpy
from trainlab.checks.observe import observe
from trainlab.data import Dataset, Split, load_dataset


def told(plan, dataset):
    return warnings([plan], dataset)


@pytest.mark.parametrize("activation", [name for name, one in ACTIVATIONS.items() if one.numpy])
def test_numpy_sees_what_the_program_sees(easy, activation):
    about = subject(easy, "3-8-8-2", activation=activation, dropout=0.5, bias_init=0.1)
    host = observe_in_numpy(about)
    assert host is not None
    (seen,) = observe(about, [about.examples(EXAMPLES)])
    assert host.loss == pytest.approx(seen.loss, rel=1e-5)
    assert list(host.outputs) == list(seen.outputs)
    for name, outputs in host.outputs.items():
        np.testing.assert_allclose(outputs, seen.outputs[name], rtol=1e-4, atol=1e-6)


def test_one_output_and_another_loss(easy):
    about = subject(easy, "3-8-1", activation="tanh", loss="mse")
    (seen,) = observe(about, [about.examples(EXAMPLES)])
    assert observe_in_numpy(about).loss == pytest.approx(seen.loss, rel=1e-5)


@pytest.mark.parametrize(("net", "given"), [
    ("3-8-2", {"activation": "leaky_relu"}), ("3-2000-2000-2", {}), ("batchnorm dense8 dense2", {}),
])  # fmt: skip
def test_what_takes_a_compiler_or_long_is_left_out(easy, net, given):
    assert observe_in_numpy(subject(easy, net, **given)) is None


@pytest.mark.parametrize(
    ("data", "net"), [("moons", "2-4-2"), ("digits", "64-32-10"), ("digits", CONVOLUTIONAL)]
)
def test_healthy_studies_are_told_nothing(data, net):
    assert told(*planned(data, net)) == []


def test_failures_of_the_untrained_net_are_told(easy):
    (line,) = told(*planned(easy, "3-20-20-2", bias_init=-100.0))
    assert line.startswith("check fail: units at the start: 100% of hidden1 dead")
    lines = told(*planned(easy, "3-100-100-2", activation="sigmoid", weight_init="normal", init_scale=5.0))
    assert [line.split(":")[1].strip() for line in lines] == ["initial loss", "units at the start"]
    assert all("\n" not in line for line in lines)


def test_what_is_odd_about_the_data_is_told(easy):
    copied = Split(easy.train.inputs[:60], easy.train.targets[:60])
    lines = told(*planned(replace(easy, test=copied), "3-4-2"))
    assert [line[:22] for line in lines] == ["check fail: duplicates"]
    few = Dataset.from_arrays(np.eye(400)[:, :3], np.arange(400) < 385, name="few")
    lines = told(*planned(few, "3-4-2", batch_size="full"))
    assert any(line.startswith("check warn: class balance") for line in lines)


def test_a_cached_prefix_is_let_be():
    dataset = load_dataset("digits")
    plan, _ = planned(dataset, "maxpool2 flatten dense10", cache_prefix=True)
    assert plan.prefix is not None
    assert told(plan, dataset) == []
