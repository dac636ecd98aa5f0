"""``trainlab evaluate``: a trained net on a split."""

from __future__ import annotations

import json
import re

import pytest

import trainlab as tl


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def test_the_best_trial_is_measured_on_test(trainlab, trained):
    best = tl.open(trained.folder).best()
    for arguments in ([], ["--best"], ["--trial", best.id], ["demo", "--split", "test", "--weights", "best"]):
        answer = trainlab("evaluate", *arguments, "--root", trained.root)
        assert (answer.code, answer.err) == (0, "")
        assert answer.out.startswith(f"demo, trial {best.id} (learning_rate=")
        measured = best.evaluate("test")
        expected = f"test: accuracy {measured['accuracy']:.1%}, loss {measured['loss']:.4f}, 1,000 examples"
        assert answer.out.splitlines()[1] == expected


def test_json_says_the_same(trainlab, trained):
    for number, split, weights in ((0, "validation", "final"), (5, "train", "best")):
        answer = trainlab(
            "evaluate",
            "--trial",
            number,
            "--split",
            split,
            "--weights",
            weights,
            "--json",
            "--root",
            trained.root,
        )
        told = json.loads(answer.out, parse_constant=refuse)
        measured = tl.open(trained.folder).trial(number).evaluate(split, weights)
        assert told == {"study": str(trained.folder), "trial": number, **measured}


def test_what_is_not_finite_is_null(trainlab, trained):
    options = ("--trial", 11, "--weights", "final", "--root", trained.root)
    told = json.loads(trainlab("evaluate", *options, "--json").out, parse_constant=refuse)
    assert told["loss"] is None or told["loss"] > 1e3
    assert re.search(r"loss (nan|inf|\d)", trainlab("evaluate", *options).out)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--split", "tset"], "unknown split 'tset': did you mean 'test'? Allowed: train, validation, test."),
        (["--trial", 12], "study demo has no trial 12: its trials are 0 to 11."),
        (["--trial", -1], "study demo has no trial -1"),
        (["--trial", "x"], "Invalid value for '--trial'"),
        (["--trial", 1, "--best"], "--trial and --best both choose the trial: give one."),
        (["--weights", "worst"], "weights must be best or final, not 'worst'."),
        (["nope"], "unknown study 'nope'"),
    ],
)
def test_mistakes_are_one_sentence(trainlab, trained, arguments, sentence):
    assert sentence in trainlab("evaluate", *arguments, "--root", trained.root).mistake
