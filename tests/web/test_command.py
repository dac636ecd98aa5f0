from __future__ import annotations

import shlex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainlab as tl
import trainlab.sweeps.comparison
from trainlab.cli import main
from trainlab.experiments.experiment import Experiment
from trainlab.web.command import python_call, shell_line

IDS = ["plain", "file", "grid", "random", "compare", "pair"]
EXPERIMENTS: list[dict[str, Any]] = [
    {"data": "moons", "net": "2-4-2"},
    {
        "data": "my data.csv",
        "net": "4-6-1",
        "target": "it's",
        "header": False,
        "ignore": ["a b", "c"],
        "drop_missing": True,
    },
    {
        "data": "moons",
        "net": "2-4-2",
        "vary": {"learning_rate": "log:0.001:10:16", "optimizer": ["sgd", "adam"]},
        "seeds": 3,
        "seed": 7,
    },
    {
        "data": "moons",
        "net": "2-4-2",
        "vary": {"learning_rate": "random-log:0.001:1", "optimizer": "choice:sgd,adam"},
        "trials": 5,
    },
    {
        "data": "moons",
        "net": "2-4-2",
        "compare": {
            "question": {"optimizer": ["sgd", "adam"]},
            "tune": {"learning_rate": "usual", "l2": "0,1"},
        },
        "trials": 5,
        "seeds": 1,
        "name": "compared",
    },
    {
        "data": "moons",
        "pair": {"net": ["2-4-2", "2-8-2"], "epochs": [1, 2]},
        "set": {"standardize": True, "l2": 0.5},
        "name": "x y",
    },
]


class Asked(Exception):
    """Training was asked for."""


@pytest.fixture
def found(monkeypatch) -> list[Experiment]:
    """The experiments that were asked for; none is trained."""
    asked: list[Experiment] = []

    def run(experiment: Experiment, **_: object) -> None:
        asked.append(experiment)
        raise Asked

    for room in ("trainlab.study", "trainlab.study.running.run", "trainlab.sweeps.comparison"):
        monkeypatch.setattr(f"{room}.run_experiment", run)
    return asked


@pytest.mark.parametrize("given", EXPERIMENTS, ids=IDS)
def test_the_line_asks_for_the_same_study(given, found, monkeypatch):
    experiment = Experiment.of(**given)
    line = shell_line(experiment)
    assert line is not None
    monkeypatch.setattr("sys.argv", shlex.split(line))
    with pytest.raises((Asked, SystemExit)):
        main._answered()
    assert found[0].to_yaml() == experiment.to_yaml()


@pytest.mark.parametrize("given", EXPERIMENTS, ids=IDS)
def test_the_call_asks_for_the_same_study(given, found):
    experiment = Experiment.of(**given)
    code = python_call(experiment)
    module, _, call = code.partition("\n\n")
    assert module == "import trainlab as tl"
    with pytest.raises(Asked):
        exec(call, {"tl": tl})  # noqa: S102  what people paste
    assert found[0].to_yaml() == experiment.to_yaml()


def test_a_comparison_whose_ranges_differ_is_a_call_and_no_line(found):
    tune = {"learning_rate": {"sgd": "random-log:0.1:1.0", "adam": "random-log:0.01:0.1"}}
    question = {"question": {"optimizer": ["sgd", "adam"]}, "tune": tune}
    experiment = Experiment.of(data="moons", net="2-4-2", compare=question, trials=3, seeds=2, name="x")
    assert shell_line(experiment) is None
    with pytest.raises(Asked):
        exec(python_call(experiment), {"tl": tl})  # noqa: S102  what people paste
    assert found[0].to_yaml() == experiment.to_yaml()


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1))
def test_no_name_breaks_out_of_the_line(name):
    line = shell_line(Experiment.of(data=name, net="2-4-2", name=name))
    assert line is not None
    words = shlex.split(line)
    assert words[2] == name
    assert words[-1] == name
