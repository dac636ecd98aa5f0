from __future__ import annotations

import shlex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import trainlab as tl
from trainlab.search.experiment import Experiment
from trainlab.web.command import python_call, shell_line

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
        "pair": {"net": ["2-4-2", "2-8-2"], "epochs": [1, 2]},
        "set": {"standardize": True, "l2": 0.5},
        "name": "x y",
    },
]


def as_asked(line: str, monkeypatch: pytest.MonkeyPatch) -> Experiment:
    """The experiment that the command line asks for."""
    from trainlab.cli import main
    from trainlab.cli.commands import run

    found: list[Experiment] = []

    class Asked(Exception):
        pass

    def asked(experiment: Experiment, **_: object) -> None:
        found.append(experiment)
        raise Asked

    monkeypatch.setattr("trainlab.study.run_experiment", asked, raising=False)
    monkeypatch.setattr("sys.argv", shlex.split(line))
    with pytest.raises((Asked, SystemExit)):
        main._answered()
    assert run
    return found[0]


@pytest.mark.parametrize("given", EXPERIMENTS, ids=["plain", "file", "grid", "random", "pair"])
def test_the_line_asks_for_the_same_study(given, monkeypatch):
    experiment = Experiment.of(**given)
    asked = as_asked(shell_line(experiment), monkeypatch)
    assert asked.to_yaml() == experiment.to_yaml()


@pytest.mark.parametrize("given", EXPERIMENTS, ids=["plain", "file", "grid", "random", "pair"])
def test_the_call_asks_for_the_same_study(given, monkeypatch):
    experiment = Experiment.of(**given)
    found: list[Experiment] = []
    monkeypatch.setattr("trainlab.study.running.run.run_experiment", lambda asked, **_: found.append(asked))
    code = python_call(experiment)
    module, _, call = code.partition("\n\n")
    assert module == "import trainlab as tl"
    exec(call, {"tl": tl})  # noqa: S102  what people paste
    assert found[0].to_yaml() == experiment.to_yaml()


@given(st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1))
def test_no_name_breaks_out_of_the_line(name):
    line = shell_line(Experiment.of(data=name, net="2-4-2", name=name))
    words = shlex.split(line)
    assert words[2] == name
    assert words[-1] == name
