"""The commands of the lessons in docs/ run, and answer what the pages ask, so that the pages cannot rot."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

REPOSITORY = Path(__file__).parents[2]
PAGE = REPOSITORY / "docs" / "lessons" / "half-moons.md"


def load_tool() -> ModuleType:
    """The script that writes the pages: it knows which lines of a page are commands."""
    spec = importlib.util.spec_from_file_location("run_lesson", REPOSITORY / "tools" / "run_lesson.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = load_tool()
BLOCKS = tool.blocks(PAGE.read_text(encoding="utf-8"))
STUDIES = [words for commands, _ in BLOCKS for words in commands if words[1] == "run"]
EXERCISES = [(commands[0], shown) for commands, shown in BLOCKS if commands[0][1] != "run"]


@pytest.fixture(scope="module")
def studies(tmp_path_factory, trainlab) -> Path:
    """The folder in which the lesson's studies have been trained."""
    folder = tmp_path_factory.mktemp("lesson")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for words in STUDIES:
            assert trainlab(*words[1:]).code == 0
    return folder


def test_every_exercise_is_one_command():
    assert len(EXERCISES) == 6
    assert all(len(commands) == 1 for commands, _ in BLOCKS if commands[0][1] != "run")


@pytest.mark.parametrize(("words", "shown"), EXERCISES, ids=[words[-1] for words, _ in EXERCISES])
def test_an_exercise_is_answered(words, shown, studies, trainlab, monkeypatch):
    monkeypatch.chdir(studies)
    printed = trainlab(*words[1:])
    assert (printed.code, printed.err) == (0, "")
    told = json.loads(trainlab(*words[1:], "--json").out)
    if words[1] == "ask":
        assert printed.out.splitlines()[0] == shown.splitlines()[0], "run tools/run_lesson.py"
        assert told["settings"][0]["step"]["value"] is not None, "half of the seeds do not answer"
    else:
        found = {finding["symptom"] for finding in told["findings"]}
        assert {"jagged", "exploded", "slow line"} <= found
        assert all(symptom in shown for symptom in ("jagged", "exploded", "slow line"))


def test_the_tool_writes_what_commands_print(tmp_path):
    page = "# Data\n\n```sh\ntrainlab --version\ntrainlab data list\n```\n\nThey say\n\n```text\nstale\n```\n"
    assert tool.blocks(page) == []  # what is between is no blank line
    page = page.replace("They say\n\n", "")
    [(commands, shown)] = tool.blocks(page)
    assert (commands, shown) == ([["trainlab", "--version"], ["trainlab", "data", "list"]], "stale\n")
    written = tool.rewritten(page, tmp_path)
    assert written.startswith(
        "# Data\n\n```sh\ntrainlab --version\ntrainlab data list\n```\n\n```text\ntrainlab "
    )
    assert "moons" in written
    assert "stale" not in written
    with pytest.raises(SystemExit, match="trainlab runn ended with exit code 2"):
        tool.rewritten(page.replace("data list", "runn"), tmp_path)
