"""``trainlab net``: the table of a net, the same as JSON, and its mistakes."""

from __future__ import annotations

import json

import numpy as np
import pytest

TINY = "avgpool2 conv3x3x3:sigmoid conv3x3x1:sigmoid avgpool3 conv3x3x10 flatten"


def cells(output: str, name: str) -> list[str]:
    """What stands in the row of that name, column by column."""
    return next(line for line in output.splitlines() if line.startswith(f"{name} ")).split()


def test_a_chain_and_its_totals(trainlab, tmp_path, monkeypatch):
    monkeypatch.setenv("TRAINLAB_DATA", str(tmp_path))  # what is known of MNIST needs none of its files
    answer = trainlab("net", "784-300-100-10", "--data", "mnist")
    assert (answer.code, answer.err) == (0, "")
    assert cells(answer.out, "input") == ["input", "784"]
    assert cells(answer.out, "hidden1") == ["hidden1", "dense300:relu", "300", "235,500", "235,200"]
    assert cells(answer.out, "output") == ["output", "dense10:identity", "10", "1,010", "1,000"]
    assert cells(answer.out, "total") == ["total", "266,610", "266,200"]
    assert "266,610 parameters: 266,610 trainable, 0 frozen." in answer.out
    assert "266,200 multiply-adds an example." in answer.out
    assert answer.out.endswith("It fits mnist, which has 10 classes.\n")


def test_layers_with_frozen_ones_and_settings(trainlab):
    settings = ["--set", "freeze=conv[12]", "activation=elu", "input_dropout=0.2"]
    net = TINY.replace("flatten", "batchnorm:activation flatten")
    answer = trainlab("net", net, "--input", "28x28", *settings)
    assert (answer.code, answer.err) == (0, "")
    assert cells(answer.out, "input_dropout")[1:6] == ["input_dropout", "28", "x", "28", "x"]
    assert cells(answer.out, "conv1")[-3:] == ["-", "30", "3,888"]
    assert cells(answer.out, "conv3")[-3:] == ["100", "-", "90"]
    assert cells(answer.out, "batchnorm1")[1] == "batchnorm:elu"
    assert "178 parameters: 120 trainable, 58 frozen." in answer.out
    assert "20 moving averages, kept without being learned." in answer.out
    assert "fits" not in answer.out


def test_a_chain_needs_no_data(trainlab):
    answer = trainlab("net", "4-6-1", "--set", "dropout=0.5")
    names = [line.split()[0] for line in answer.out.splitlines()[2:6]]
    assert names == ["input", "hidden1", "dropout1", "output"]
    assert "fits" not in answer.out


def test_json_holds_the_whole_table(trainlab):
    answer = trainlab("net", TINY, "--data", "mnist", "--set", "freeze=conv1", "--json")
    told = json.loads(answer.out)
    assert (told["net"], told["input_shape"]) == (TINY, [28, 28, 1])
    assert (told["parameters"], told["trainable"], told["frozen"], told["statistics"]) == (158, 128, 30, 0)
    assert told["multiply_adds"] == sum(layer["multiply_adds"] for layer in told["layers"])
    assert told["layers"][1] == {
        "name": "conv1",
        "word": "conv3x3x3:sigmoid",
        "output_shape": [12, 12, 3],
        "trainable": 0,
        "frozen": 30,
        "statistics": 0,
        "multiply_adds": 3888,
    }


def test_a_file_of_ones_own_is_looked_into(trainlab, tmp_path):
    np.savez(tmp_path / "mine.npz", x=np.random.default_rng(0).random((60, 6, 5, 2)), y=np.arange(60) % 3)
    fitting = trainlab("net", "conv3x3x4 dense3", "--data", tmp_path / "mine.npz")
    assert cells(fitting.out, "conv1")[2:7] == ["4", "x", "3", "x", "4"]
    mistake = trainlab("net", "conv3x3x4 dense4", "--data", tmp_path / "mine.npz").mistake
    assert "gives 4 outputs" in mistake
    assert mistake.endswith("has 3 classes, which need 3: write conv3x3x4 dense3.")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["4-6-x"], "net '4-6-x' cannot be read: write whole numbers joined by hyphens"),
        (
            [TINY],
            "is read for data of one shape: name the data, or the shape of its inputs, such as 28x28x1.",
        ),
        (["783-10", "--data", "mnist"], "takes 783 inputs, but mnist has 784 (28 x 28 x 1): write 784-10."),
        (["784-9", "--data", "mnist"], "gives 9 outputs, but mnist has 10 classes"),
        (["784-9", "--input", "28x28x3"], "takes 784 inputs, but --input 28x28x3 has 2352 (28 x 28 x 3)"),
        (["conv3x3x8 dense2", "--data", "moons"], "conv takes images (height x width x channels)"),
        (["784-10", "--data", "mnst"], "unknown dataset 'mnst': did you mean 'mnist'?"),
        (["784-10", "--data", "mnist", "--target", "y"], "knows its own target"),
        (["784-10", "--data", "mnist", "--input", "784"], "--data and --input both say what the net takes"),
        (["784-10", "--input", "28-28"], "--input takes the shape of one example"),
        (["784-10", "--input", "28x0"], "not '28x0'."),
        (["784-10", "--input", "1x2x3x4"], "not '1x2x3x4'."),
        (["784-10", "--set", "net=784-9"], "the net is given twice"),
        (["784-10", "--set", "activation=rely"], "activation of the net must be relu,"),
        (["784-10", "--set", "freez=output"], "unknown setting 'freez': did you mean 'freeze'?"),
        (["784-9-10", "--set", "freeze=hidden2"], "freeze=hidden2 fits no layer of net '784-9-10'."),
        (["784-10", "--set", "dropout=0.5"], "dropout means nothing to net '784-10'"),
        (["784-10", "--set", "elu_alpha=2"], "elu_alpha means nothing to any trial"),
    ],
)
def test_mistakes_are_one_sentence(trainlab, arguments, sentence):
    assert sentence in trainlab("net", *arguments).mistake


def test_of_a_space_it_shows_some_nets_and_how_many_it_holds(trainlab):
    shown = trainlab("net", "784-{64..512}x{1..3}-10").out
    assert "784-{64..512}x{1..3}-10 holds 1,347 nets." in shown
    assert "784-512-512-512-10     932,362" in shown
    assert "Shown are the first, some draws, and the last." in shown
    listed = json.loads(trainlab("net", "2-{4,8}-2", "--data", "moons", "--json").out)
    assert listed["all_shown"]
    assert [(net["net"], net["parameters"]) for net in listed["nets"]] == [("2-4-2", 22), ("2-8-2", 42)]
    assert "net,parameters,multiply_adds" in trainlab("net", "2-{4,8}-2", "--csv").out
    assert "gives 3 outputs, but moons has 2" in trainlab("net", "2-{4,8}-3", "--data", "moons").mistake
