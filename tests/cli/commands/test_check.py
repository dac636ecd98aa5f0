"""``trainlab check``, and the quick checks in front of ``trainlab run``."""

from __future__ import annotations

import json

import numpy as np
import pytest

from trainlab.checks import CheckReport, CheckResult, LayerTable, all_checks
from trainlab.study import check as door


@pytest.fixture
def leaky(tmp_path):
    """A file whose test split is part of its train split, and whose inputs are pixels of 0 to 255."""
    draw = np.random.default_rng(0)
    x, y = draw.integers(0, 256, (300, 2)), draw.integers(0, 2, 300)
    path = tmp_path / "leaky.npz"
    np.savez(path, x_train=x, y_train=y, x_test=x[:100], y_test=y[:100])
    return path


def result(check: str, verdict: str, layers: LayerTable | None = None) -> CheckResult:
    advice = "" if verdict == "pass" else "Do [something] about it."
    return CheckResult(check, verdict, float("nan"), f"{check} is 3", "2", advice, layers)  # type: ignore[arg-type]


@pytest.fixture
def report(monkeypatch):
    """What ``all_checks`` answers, without looking: a report of the given verdicts."""

    def answer(*verdicts: str) -> None:
        rows = LayerTable(("dead", "slope"), {"hidden1": (0.25, None)})
        results = tuple(result(f"check {number}", verdict, rows) for number, verdict in enumerate(verdicts))
        answered = CheckReport("moons", "2-4-2", results, 1.5)
        monkeypatch.setattr(all_checks, "all_checks", lambda subject: answered)

    return answer


@pytest.mark.parametrize(
    ("verdicts", "code"), [(["pass", "skip"], 0), (["pass", "warn"], 0), (["fail", "warn"], 1)]
)
def test_the_exit_code_says_whether_a_check_failed(trainlab, report, verdicts, code):
    report(*verdicts)
    answer = trainlab("check", "moons", "--net", "2-4-2")
    assert answer.code == code
    assert answer.err == ""
    passed = verdicts.count("pass")
    assert f"{passed} of 2 checks passed" in answer.out
    assert answer.out.count("[something]") == 2 - passed
    assert "25%" in answer.out


def test_json_is_strict(trainlab, report):
    report("pass", "fail")
    answer = trainlab("check", "moons", "--net", "2-4-2", "--json")
    told = json.loads(answer.out)
    assert (answer.code, told["verdict"], told["net"]) == (1, "fail", "2-4-2")
    assert [each["verdict"] for each in told["checks"]] == ["pass", "fail"]
    assert told["checks"][0]["value"] is None
    assert told["checks"][0]["layers"]["rows"] == {"hidden1": [0.25, None]}


def test_the_first_trial_of_an_experiment_file_is_checked(trainlab, tmp_path, monkeypatch):
    path = tmp_path / "study.yaml"
    path.write_text("data: moons\nnet: 2-4-2\nvary: {learning_rate: [0.5, 1.0]}\nset: {l2: 0.1}\n")
    seen = []
    monkeypatch.setattr(
        all_checks, "all_checks", lambda subject: seen.append(subject) or CheckReport("moons", "", (), 0.0)
    )
    assert trainlab("check", path, "--set", "activation=tanh", "--freeze", "hidden1", "--seed", 3).code == 0
    (subject,) = seen
    assert subject.hyper["learning_rate"] == 0.5
    assert subject.net.layers[0].activation == "tanh"
    assert subject.net.frozen == {"hidden1"}
    assert "l2" in subject.recipe.active


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["moons"], "the net is missing"),
        (["moon", "--net", "2-4-2"], "did you mean 'moons'?"),
        (["moons", "--net", "3-4-2"], "write 2-4-2"),
        (["moons", "--net", "2-4-2", "--set", "l2=-1"], "l2 of the recipe"),
        (["moons", "--net", "2-4-2", "--set", "learning_rate=0.1,0.2"], "learning_rate"),
        (["moons", "--net", "2-4-2", "--freeze", "hidden1", "--set", "freeze=output"], "given twice"),
    ],
)
def test_mistakes_are_one_sentence(trainlab, arguments, said):
    assert said in trainlab("check", *arguments).mistake


def test_a_study_says_what_is_odd_about_its_data_and_goes_on(trainlab, leaky, tmp_path):
    command = ["run", leaky, "--net", "2-3-2", "--set", "epochs=1", "--root", tmp_path]
    answer = trainlab(*command)
    assert answer.code == 0
    lines = [line for line in answer.err.splitlines() if line.startswith("check ")]
    assert [line.split(": ")[:2] for line in lines] == [
        ["check fail", "input scale"], ["check fail", "duplicates"], ["check fail", "initial loss"],
    ]  # fmt: skip
    assert "93 of 100 test examples" in lines[1]
    assert "check " not in trainlab(*command, "--no-check").err


def test_python_says_it_on_standard_error_too(leaky, tmp_path, capsys):
    import trainlab as tl

    given = {"net": "2-3-2", "epochs": 1, "root": tmp_path}
    tl.run(leaky, **given)
    assert "check fail: duplicates" in capsys.readouterr().err
    tl.run(leaky, **given, check=False)
    assert capsys.readouterr().err == ""


def test_python_checks_arrays(report):
    import trainlab as tl

    report("warn")
    draw = np.random.default_rng(0)
    arrays = tl.Dataset.from_arrays(draw.normal(size=(60, 2)), np.arange(60) % 2)
    assert tl.check(arrays, "2-3-2", l2=0.1).verdict == "warn"
    with pytest.raises(tl.TrainlabError, match="target='x' is a column of a file"):
        tl.check(arrays, "2-3-2", target="x")
    assert door is tl.check
