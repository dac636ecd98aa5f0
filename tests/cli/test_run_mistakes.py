"""Whatever is wrong with a run is said in one sentence before anything is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

NET = ("--net", "2-4-2")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["mons", *NET], "unknown dataset 'mons': did you mean 'moons'? Allowed: moons, digits, banknote,"),
        (["nix.csv", *NET], "there is no file or folder 'nix.csv'."),
        (["nix.yaml"], "experiment file nix.yaml cannot be read: No such file or directory."),
        (["moons"], "the net is missing: name one, such as --net 4-6-6-1"),
        (["moons", "--net", "3-4-2"], "net '3-4-2' takes 3 inputs, but moons has 2"),
        (["moons", "--net", "2-4-7"], "net '2-4-7'"),
        (["moons", "--net", "2-4x-2"], "net '2-4x-2' cannot be read"),
        (["moons", *NET, "--target", "y"], "moons is built in and knows its own target"),
        (
            ["moons", *NET, "--set", "lerning_rate=1"],
            "unknown setting 'lerning_rate': did you mean 'learning_rate'?",
        ),
        (["moons", *NET, "--vary", "learning_rat=1,2"], "unknown setting 'learning_rat'"),
        (["moons", *NET, "--set", "optimizer=adan"], "Did you mean 'adam'?"),
        (
            ["moons", *NET, "--set", "momentum=1.5"],
            "momentum of the recipe must be a number >= 0 and <= 1, not '1.5'.",
        ),
        (
            ["moons", *NET, "--set", "batch_size=0.5"],
            "batch_size of the recipe must be a whole number >= 1 or 'full'",
        ),
        (
            ["moons", *NET, "--set", "batch_size=1000"],
            "at most the 900 training examples of moons (or 'full')",
        ),
        (["moons", *NET, "--set", "rho=0.5"], "rho means nothing to any trial of this study"),
        (
            ["moons", *NET, "--set", "steps=5", "epochs=5"],
            "steps and epochs of the recipe both set the length",
        ),
        (["moons", *NET, "--set", "l2=0", "--vary", "l2=0,1"], "l2 is in both set and vary: give it once."),
        (["moons", *NET, "--set", "l2=0", "l2=1"], "--set gives l2 twice: l2=0 and l2=1."),
        (["moons", *NET, "--set", "l2"], "--set takes name=value, such as --set batch_size=32, not 'l2'."),
        (["moons", *NET, "--vary", "l2=lgo:1:2:3"], "unknown range 'lgo': did you mean 'log'?"),
        (["moons", *NET, "--vary", "l2=random-log:0.1:1"], "say how many trials (--trials N)."),
        (["moons", *NET, "--trials", 3], "trials counts random draws, but nothing is drawn"),
        (["moons", *NET, "--pair", "l2=0,1", "epochs=1"], "paired settings need the same number of values"),
        (["moons", *NET, "--vary", "seed=1,2", "--seeds", 2], "seed is varied, so seeds cannot repeat it"),
        (["moons", *NET, "--seeds", 0], "seeds of an experiment must be a whole number >= 1"),
        (["moons", *NET, "--name", "a\nb"], "name of an experiment must be text without control characters"),
        (["moons", *NET, "--seeds", "five"], "Invalid value for '--seeds'"),
        (["moons", *NET, "--sets", "l2=1"], "No such option: --sets"),
        (["moons", "digits", *NET], "Got unexpected extra argument"),
        ([], "Missing argument 'data'."),
    ],
)
def test_a_mistake_is_one_sentence_and_leaves_nothing(trainlab, runs, arguments, sentence):
    before = set(runs.parent.rglob("*"))
    assert sentence in trainlab("run", *arguments).mistake
    assert set(runs.parent.rglob("*")) == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("data: moons\nnets: 2-2", "unknown field 'nets': did you mean 'net'?"),
        ("data: moons\nnet: 2-2\nset: {l3: 0}", "unknown setting 'l3'"),
        ("net: 2-2", "data is missing"),
        ("data: [", "is not valid YAML"),
        ("", "must hold names and values"),
        ("data: mons\nnet: 2-2", "unknown dataset 'mons'"),
    ],
)
def test_a_mistake_in_a_file_is_one_sentence_and_leaves_nothing(trainlab, runs, content, sentence):
    Path("my.yaml").write_text(content)
    assert sentence in trainlab("run", "my.yaml").mistake
    assert not runs.exists()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["1,2,yes", "1,some,no"], r"column 'b' of .* row 3 "),
        (["1,2,yes", "1,,no"], r"column 'b' of .*notes\.csv has a missing value in row 3 "),
        (["1,2,yes", "3,4,yes"], r"the targets of notes hold one class only \('yes'\)"),
    ],
)
def test_a_table_that_cannot_be_learned_from_is_one_sentence(trainlab, runs, rows, words):
    Path("notes.csv").write_text("\n".join(["a,b,fake", *(rows * 10)]))
    assert re.search(words, trainlab("run", "notes.csv", "--target", "fake", *NET).mistake)
    assert not runs.exists()


def test_a_target_that_is_no_column_is_one_sentence(trainlab, runs):
    Path("notes.csv").write_text("\n".join(["a,b,is_fake", *(["1,2,yes", "3,4,no"] * 20)]))
    mistake = trainlab("run", "notes.csv", "--target", "is_fak", *NET).mistake
    assert "'is_fak': did you mean 'is_fake'?" in mistake
    assert not runs.exists()


def test_a_place_that_cannot_be_written_is_exit_code_1(trainlab, runs):
    Path("file").write_text("")
    answer = trainlab("run", "moons", *NET, "--root", "file")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "trainlab: could not write 'file': File exists.\n"
