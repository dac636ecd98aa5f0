"""``--probe``, ``trainlab curves``, and pictures of layers."""

from __future__ import annotations

import pytest


@pytest.fixture(scope="module")
def probed(trainlab, tmp_path_factory):
    """Two trials with probes, and what the command said."""
    root = tmp_path_factory.mktemp("probed") / "runs"
    answer = trainlab(
        "run", "moons", "--net", "2-4-3-1", "--probe", "gradients,dead", "--probe-every", 10,
        "--set", "steps=20", "--vary", "learning_rate=0.1,1", "--root", root, "--name", "probed",
    )  # fmt: skip
    return root, answer


def test_the_cost_is_told(probed):
    _, answer = probed
    assert answer.code == 0, answer.err
    assert ", probes took " in answer.err


def test_the_curves_are_listed(trainlab, probed):
    answer = trainlab("curves", "--root", probed[0])
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "train_loss"
    assert "gradient_norm         hidden1, hidden2, output, all" in lines
    assert "dead_units            hidden1, hidden2, output" in lines


def test_curves_are_printed_as_csv(trainlab, probed):
    answer = trainlab("curves", "--curve", "gradient_norm", "--trial", 1, "--root", probed[0])
    assert answer.code == 0
    head, *rows = answer.out.splitlines()
    assert head == '"trial","step",' + ",".join(
        f'"gradient_norm.{layer}"' for layer in ("hidden1", "hidden2", "output", "all")
    )
    assert [row.split(",")[:2] for row in rows] == [["1", "0"], ["1", "10"]]


def test_curves_are_written_where_they_are_asked_for(trainlab, probed, tmp_path):
    path = tmp_path / "curves.csv"
    answer = trainlab(
        "curves", "probed", "--curve", "*.hidden1", "--curve", "train_loss", "-o", path, "--root", probed[0]
    )
    assert (
        answer.out
        == f"{path}: 40 rows of trial, step, gradient_norm.hidden1, dead_units.hidden1, train_loss\n"
    )
    assert len(path.read_text().splitlines()) == 41


@pytest.mark.parametrize(
    "arguments",
    [["--curve", "gradient_norm"], ["--curve", "dead_units", "--trial", 1], ["--curve", "*_norm.output"],
     ["--curve", "gradient_norm.hidden1"], ["--curve", "train_loss", "--trial", 0]],
)  # fmt: skip
def test_layers_are_drawn(trainlab, probed, tmp_path, arguments):
    path = tmp_path / "layers.png"
    answer = trainlab("plot", *arguments, "-o", path, "--root", probed[0])
    assert (answer.code, answer.out) == (0, f"{path}\n"), answer.err
    assert path.read_bytes()[:4] == b"\x89PNG"


def test_a_picture_of_a_pattern_has_a_plain_name(trainlab, probed, runs):
    answer = trainlab("plot", "--curve", "gradient_norm*", "--root", probed[0])
    assert answer.out.endswith("-gradient_norm-.png\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["plot", "--curve", "gradient_nrm"], "did you mean 'gradient_norm'? Allowed: train_loss"),
        (["plot", "--curve", "*.hidden1"], "draw gradient_norm, dead_units one at a time"),
        (["plot", "--curve", "gradient_norm", "--side-by-side", "seed"], "leave out --side-by-side"),
        (
            ["plot", "--curve", "gradient_norm", "--against", "learning_rate"],
            "curve to draw against a setting",
        ),
        (["plot", "--curve", "gradient_norm", "--trial", "7"], "no trial 7"),
        (["curves", "--curve", "gradient_nrm"], "did you mean 'gradient_norm'"),
        (["curves", "--curve", "train_loss", "--trial", "7"], "no trial 7"),
        (["curves", "--trial", "1"], "name a curve to write"),
        (["curves", "--curve", "train_loss", "-o", "curves.xls"], "ending in .csv or .parquet"),
    ],
)
def test_mistakes(trainlab, probed, runs, arguments, words):
    assert words in trainlab(*arguments, "--root", probed[0]).mistake
    assert not list(runs.parent.iterdir())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--probe", "cheep"], "not 'cheep'. Did you mean 'cheap'?"),
        (["--probe", "full", "--set", "probe=cheap"], "probe is given twice"),
        (["--vary", "probe=cheap,full"], "probe is one value"),
        (["--probe", "sharpness", "--net", "2-400-400-1"], "at most 100,000 numbers that learn"),
    ],
)
def test_mistakes_of_a_run(trainlab, runs, arguments, words):
    net = [] if "--net" in arguments else ["--net", "2-4-1"]
    assert words in trainlab("run", "moons", *net, *arguments, "--root", runs).mistake
    assert not runs.exists()
