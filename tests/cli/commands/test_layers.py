"""``trainlab layers``: what is in the variables of a trained net."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest
from safetensors.numpy import save_file

import trainlab as tl

NAMES = ["hidden1.bias", "hidden1.kernel", "output.bias", "output.kernel"]


def refuse(constant: str) -> float:
    raise AssertionError(f"{constant} is not JSON")


@pytest.mark.parametrize(
    ("reference", "number"), [("demo:3", 3), ("demo:best", None), ("demo", None), (None, None)]
)
@pytest.mark.parametrize("which", ["best", "final"])
def test_every_variable_is_listed_with_its_numbers(trainlab, trained, reference, number, which):
    study = tl.open(trained.folder)
    trial = study.best() if number is None else study.trial(number)
    arguments = ([] if reference is None else [reference]) + ["--which", which, "--root", trained.root]
    answer = trainlab("layers", *arguments)
    assert (answer.code, answer.err) == (0, "")
    assert f"{trained.folder}:{trial.id}, {which} weights" in answer.out
    lines = [line.split() for line in answer.out.splitlines() if re.match("(hidden|output|all)", line)]
    assert [line[0] for line in lines] == [*NAMES, "all"]
    assert lines[-1][1] == "22"
    weights = trial.weights(which)
    for name, line in zip(NAMES, lines, strict=False):
        assert f"{np.linalg.norm(weights[name]):.4g}" in line
    told = json.loads(trainlab("layers", *arguments, "--json").out, parse_constant=refuse)
    assert (told["weights"], told["numbers"]) == (which, 22)
    for name, variable in zip(NAMES, told["variables"], strict=True):
        assert variable["name"] == name
        assert tuple(variable["shape"]) == weights[name].shape
        assert variable["mean"] == pytest.approx(weights[name].mean(), abs=1e-6)


def test_a_file_is_listed_and_what_is_not_finite_is_marked(trainlab, runs):
    save_file(
        {"a.good": np.array([3, 4], np.float32), "a.bad": np.array([1, np.nan], np.float32)}, "w.safetensors"
    )
    answer = trainlab("layers", "w.safetensors")
    assert answer.code == 0
    bad, good = (line for line in answer.out.splitlines() if line.startswith("a."))
    assert bad.endswith("! 1 not finite")
    assert "!" not in good
    assert good.split() == ["a.good", "2", "2", "5", "3.5", "0.5", "4"]
    told = json.loads(trainlab("layers", "w.safetensors", "--json").out, parse_constant=refuse)
    assert [variable["norm"] for variable in told["variables"]] == [None, 5.0]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["demo:12"], "study demo has no trial 12: its trials are 0 to 11."),
        (["demm:1"], "unknown study 'demm': did you mean 'demo'?"),
        (["demo:x"], "'demo:x' names no trial"),
        (["demo:1", "--which", "worst"], "weights must be best or final, not 'worst'."),
        (["nix.safetensors"], "there is no file 'nix.safetensors' of weights."),
    ],
)
def test_mistakes_are_one_sentence(trainlab, trained, arguments, sentence):
    assert sentence in trainlab("layers", *arguments, "--root", trained.root).mistake
