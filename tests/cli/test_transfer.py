"""``trainlab run --start-from --reuse --freeze``: options that become settings, and what is said of them."""

from __future__ import annotations

import pytest

import trainlab as tl
from trainlab.experiments import Experiment

OPTIONS = ("--start-from", "demo:3", "--reuse", "hidden*", "--freeze", "hidden1")


def test_options_become_settings(asked):
    experiment = asked("moons", "--net", "2-4-2", "--set", "l2=1", *OPTIONS)
    expected = {"l2": "1", "start_from": "demo:3", "reuse": "hidden*", "freeze": "hidden1"}
    assert experiment == Experiment.of(data="moons", net="2-4-2", set=expected)
    assert asked("moons", "--freeze", "hidden1").set == {"freeze": "hidden1"}


def test_options_replace_what_a_file_says(asked, tmp_path):
    path = tmp_path / "my.yaml"
    path.write_text(
        "data: moons\nnet: 2-4-2\nset: {l2: 1, freeze: output}\nvary: {start_from: ['a:1', 'b:2']}"
    )
    experiment = asked(path, *OPTIONS)
    assert experiment.set == {"l2": 1, "start_from": "demo:3", "reuse": "hidden*", "freeze": "hidden1"}
    assert experiment.vary == {}


@pytest.mark.parametrize("option", ["--set", "--vary", "--pair"])
@pytest.mark.parametrize("name", ["start_from", "reuse", "freeze"])
def test_an_option_that_is_a_setting_too_is_refused(trainlab, runs, option, name):
    arguments = ("--net", "2-4-2", f"--{name.replace('_', '-')}", "a", option, f"{name}=b")
    expected = f"{name} is given twice: by itself, and among the settings."
    assert trainlab("run", "moons", *arguments).mistake == expected


def run(trainlab, trained, root, *arguments):
    return trainlab(
        "run", "moons", "--set", "steps=4", "eval_every=4", "batch_size=100",
        "--start-from", f"{trained.folder}:3", *arguments, "--root", root,
    )  # fmt: skip


def test_one_line_says_what_was_reused(trainlab, trained, runs):
    answer = run(trainlab, trained, runs, "--net", "2-4-2", "--reuse", "hidden1", "--freeze", "hidden1")
    assert answer.code == 0, answer.err
    expected = (
        f"reused hidden1 (1 layer, 12 numbers) of {trained.folder}:3; output starts fresh; frozen: hidden1"
    )
    assert answer.err.splitlines()[0] == expected
    [trial] = tl.open(root=runs).trials
    kept = tl.open(trained.folder).trial(3).weights("best")
    for name in ("hidden1.kernel", "hidden1.bias"):
        assert trial.weights("final")[name].tobytes() == kept[name].tobytes()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--net", "2-5-2"], "hidden1 has a kernel of 2 x 4 in "),
        (["--net", "2-4-2", "--reuse", "hiden1"], "Did you mean 'hidden1'?"),
        (["--net", "2-4-2", "--reuse", "hidden["], "reuse=hidden[ fits no layer"),
        (["--net", "2-4-2", "--freeze", "*"], "freezes every layer of net '2-4-2'"),
        (
            ["--net", "2-4-4-2", "--reuse", "hidden*"],
            ":3 has no layer hidden2, which net '2-4-4-2' is to reuse",
        ),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_leaves_nothing(trainlab, trained, runs, arguments, sentence):
    assert sentence in run(trainlab, trained, runs, *arguments).mistake
    assert not runs.exists()


@pytest.mark.parametrize(
    ("reference", "sentence"),
    [
        ("mons:1", "there is no study in"),
        ("nix.safetensors", "there is no file 'nix.safetensors' of weights."),
    ],
)
def test_a_start_that_is_not_there_is_one_sentence(trainlab, runs, reference, sentence):
    answer = trainlab("run", "moons", "--net", "2-4-2", "--start-from", reference, "--root", runs)
    assert sentence in answer.mistake
    assert not runs.exists()
