"""The front door: help, versions, mistakes of the command line itself, and true processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from trainlab import __version__

COMMANDS = (
    "run",
    "search",
    "resume",
    "show",
    "findings",
    "plot",
    "evaluate",
    "export",
    "layers",
    "net",
    "settings",
    "data",
)


def process(*arguments: object, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a process of its own."""
    command = [Path(sys.executable).with_name("trainlab"), *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_help_lists_the_commands_in_a_true_process(tmp_path):
    done = process("--help", folder=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(f" {name} " in done.stdout for name in COMMANDS)


def test_a_mistake_is_one_sentence_in_a_true_process(tmp_path):
    done = process("run", "mons", "--net", "2-4-2", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("trainlab: unknown dataset 'mons': did you mean 'moons'?")
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_study_is_shown_in_a_true_process(trained):
    done = process("show", "--top", 1, folder=trained.root.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert "demo: 1 of 12 trials" in done.stdout


def test_the_version_is_printed(trainlab):
    answer = trainlab("--version")
    assert (answer.code, answer.out, answer.err) == (0, f"trainlab {__version__}\n", "")


def test_no_command_prints_help(trainlab):
    answer = trainlab()
    assert "Usage: trainlab" in answer.out + answer.err
    assert "Traceback" not in answer.err
    assert not answer.err.startswith("trainlab:")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_explains_itself(trainlab, command, option):
    answer = trainlab(command, option)
    assert (answer.code, answer.err) == (0, "")
    assert f"Usage: trainlab {command}" in answer.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["shw"], "there is no command 'shw': did you mean 'show'?"),
        (["--vershun"], "No such option: --vershun"),
        (["show", "a", "b"], "Got unexpected extra argument"),
        (["show", "--top"], "requires an argument"),
        (["show", "--top", "0"], "Invalid value for '--top'"),
        (["data", "lst"], "there is no command 'lst'"),
    ],
)
def test_what_cannot_be_parsed_is_one_sentence(trainlab, arguments, words):
    assert words in trainlab(*arguments).mistake


def test_the_paragraphs_of_help_fill_the_terminal(trainlab):
    lines = [line.strip() for line in trainlab("check", "--help").out.splitlines()]
    start = next(place for place, line in enumerate(lines) if line.startswith("The exit code is 0"))
    assert lines[start].endswith("2 if the command cannot be")  # 120 columns
    assert lines[start + 1] == "understood."


def test_an_unforeseen_error_is_not_hidden(trainlab, monkeypatch):
    def fail(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("trainlab.study.open", fail)
    with pytest.raises(RuntimeError, match="a bug"):
        trainlab("show")
