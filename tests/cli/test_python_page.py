"""docs/python.md: every command has its function, and every function that is named is there."""

from __future__ import annotations

import re
from pathlib import Path

import trainlab as tl
from trainlab.cli.commands.data import app
from trainlab.cli.main import COMMANDS
from trainlab.study import Study, StudyTrial

PAGE = Path(__file__).parents[2] / "docs" / "python.md"


def rows() -> dict[str, str]:
    """Command -> its functions, from the table of the page."""
    found = [
        re.split(r" *(?<!\\)\| *", line)[1:3]
        for line in PAGE.read_text().splitlines()
        if line.startswith("| `")
    ]
    return {command.strip("`"): functions for command, functions in found}


def test_every_command_has_a_function():
    groups = [f"data {command.name}" for command in app.registered_commands]
    assert list(rows()) == [*COMMANDS, *groups]


def test_every_function_is_there():
    owners = {"tl": tl, "study": Study, "trial": StudyTrial}
    named = re.findall(r"\b(tl|study|trial)\.(\w+)", PAGE.read_text())
    assert len(named) > 25
    for owner, name in named:
        assert hasattr(owners[owner], name), f"{owner}.{name}"
