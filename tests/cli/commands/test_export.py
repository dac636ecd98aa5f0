"""``trainlab export``: the network of a trial as files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import trainlab as tl

X = np.random.default_rng(0).normal(size=(5, 2))


@pytest.mark.parametrize(
    ("arguments", "number", "which"),
    [
        ([], None, "best"),
        (["demo", "--trial", 3], 3, "best"),
        (["--trial", 2, "--which", "final"], 2, "final"),
    ],
)
def test_the_exported_network_predicts_as_the_trial(trainlab, trained, runs, arguments, number, which):
    study = tl.open(trained.folder)
    trial = study.best() if number is None else study.trial(number)
    answer = trainlab("export", *arguments, "-o", "best", "--root", trained.root)
    assert (answer.code, answer.err) == (0, "")
    first, second = answer.out.splitlines()
    assert first == (f"best.safetensors and best.json: trial {trial.id} of demo, net 2-4-2, {which} weights")
    assert second == "use it: trainlab.load_network('best').predict(x)"
    assert sorted(path.name for path in Path().iterdir()) == ["best.json", "best.safetensors"]
    assert tl.load_network("best").predict(X).tobytes() == trial.predict(X, which).tobytes()


def test_files_are_replaced_only_by_force(trainlab, trained, runs):
    options = ("-o", "best.v2", "--root", trained.root)
    assert trainlab("export", "--trial", 1, *options).code == 0
    mistake = trainlab("export", "--trial", 2, *options).mistake
    assert mistake.startswith(
        "'best.v2.safetensors' is already there: choose another name, or replace it with"
    )
    assert trainlab("export", "--trial", 2, *options, "--force").code == 0
    assert tl.load_network("best.v2").record.origin["trial"] == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Missing option '-o'"),
        (["-o", "."], "'.' names no file"),
        (["-o", "no/best"], "there is no folder 'no'"),
        (["-o", "w", "--trial", 12], "study demo has no trial 12: its trials are 0 to 11."),
        (["-o", "w", "--which", "worst"], "weights must be best or final, not 'worst'."),
        (["demm", "-o", "w"], "unknown study 'demm': did you mean 'demo'?"),
    ],
)
def test_mistakes_are_one_sentence_and_leave_nothing(trainlab, trained, runs, arguments, sentence):
    assert sentence in trainlab("export", *arguments, "--root", trained.root).mistake
    assert list(Path().iterdir()) == []
