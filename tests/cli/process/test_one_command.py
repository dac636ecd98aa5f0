"""The command that is asked for is built alone, and is the same as among all others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from trainlab.cli.main import COMMANDS, app
from trainlab.cli.process.one_command import with_one_command

HELP = """
import sys
{before}
import trainlab.cli.main as main
if {alone!r}:
    assert main.with_one_command(main.app, ["show"]).registered_commands[1:] == []
else:
    assert main.with_one_command(main.app, ["show"]) is main.app
sys.argv = ["trainlab", "show", "--help"]
main.main()
"""

RENAMED = """
sys.path.insert(0, {folder!r})
import typer.main
from renaming import rename
rename(typer.main, {{"registered_commands": "commands_", "registered_groups": "groups_"}})
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_alone_says_of_itself_what_it_says_among_all(name):
    alone = with_one_command(app, [name, "--help"])
    assert [command.name for command in alone.registered_commands] == [name]
    assert alone.registered_groups == []
    asked, full = (CliRunner().invoke(made, [name, "--help"]) for made in (alone, app))
    assert (asked.exit_code, asked.output) == (full.exit_code, full.output)
    assert f" {name} " in asked.output


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["--version"], ["data", "get"], ["shwo"], ["-h", "show"]]
)
def test_whatever_is_no_command_is_read_by_all_of_it(arguments):
    assert with_one_command(app, arguments) is app


def test_the_command_line_itself_is_left_as_it_is():
    with_one_command(app, ["show"])
    assert [command.name for command in app.registered_commands] == [*COMMANDS]
    assert app.registered_groups


def test_a_typer_that_keeps_its_commands_elsewhere_builds_them_all():
    def printed(script: str) -> str:
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    renamed = RENAMED.format(folder=str(Path(__file__).parent))
    assert (
        printed(HELP.format(before=renamed, alone=False)) == printed(HELP.format(before="", alone=True)) != ""
    )
