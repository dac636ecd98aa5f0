from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from trainlab.cli.main import main
from trainlab.experiments import Experiment
from trainlab.voice import shell


@dataclass(frozen=True)
class Answer:
    """What a command did: its exit code, and what it wrote to standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def mistake(self) -> str:
        """The one sentence a mistake ends with; fails if there is more, or less."""
        assert self.code == 2, (self.code, self.out, self.err)
        assert self.out == ""
        assert self.err.startswith("trainlab: ")
        assert self.err.count("\n") == 1
        assert "Traceback" not in self.err
        return self.err.removeprefix("trainlab: ").rstrip("\n")


Command = Callable[..., Answer]


def call(*arguments: object, columns: object = 120) -> Answer:
    """Run ``trainlab`` with some arguments in this process, in a terminal of some width."""
    out, err = io.StringIO(), io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr(sys, "argv", ["trainlab", *map(str, arguments)])
        patch.setitem(os.environ, "COLUMNS", str(columns))
        with pytest.raises(SystemExit) as stop:
            main()
    return Answer(stop.value.code or 0, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def trainlab() -> Command:
    """The command line."""
    return call


@dataclass(frozen=True)
class Trained:
    """A study, and what the command that trained it said."""

    root: Path
    answer: Answer

    @property
    def folder(self) -> Path:
        [folder] = self.root.iterdir()
        return folder


@pytest.fixture(scope="session")
def trained(tmp_path_factory) -> Trained:
    """12 trials on half-moons: six learning rates, the last of which diverges, with two seeds each."""
    root = tmp_path_factory.mktemp("cli") / "runs"
    answer = call(
        "run", "moons", "--net", "2-4-2", "--set", "optimizer=sgd", "steps=60", "batch_size=100",
        "--vary", "learning_rate=log:1e-3:1e3:6", "--seeds", 2, "--name", "demo", "--top", 5, "--root", root,
    )  # fmt: skip
    return Trained(root, answer)


@pytest.fixture
def runs(tmp_path, monkeypatch) -> Path:
    """A folder for studies in an empty working folder; it is not made yet."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "runs"


@pytest.fixture(autouse=True)
def messages_speak_shell():
    """What the command line's own functions say is said to somebody in a shell."""
    with shell():
        yield


class Asked(Exception):
    """Carries the experiment that would have been run."""


@pytest.fixture
def asked(trainlab, monkeypatch, runs):
    """Runs ``trainlab run`` up to the experiment it would train, and returns that."""

    def stop(experiment: Experiment, **_: Any) -> None:
        raise Asked(experiment)

    monkeypatch.setattr("trainlab.study.run_experiment", stop)

    def ask(*arguments: object) -> Experiment:
        with pytest.raises(Asked) as caught:
            trainlab("run", *arguments)
        return caught.value.args[0]

    return ask
