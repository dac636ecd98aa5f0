"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup

from trainlab.cli.main import app

INTRODUCTION = """\
# The shell

Every command, as `trainlab COMMAND --help` describes it. Where a command takes a study, it is the name or the
folder of one, and the newest if none is given.
"""


def page() -> str:
    """The page: a section a command, with its usage, arguments and options."""
    root = typer.main.get_command(app)
    return INTRODUCTION + "".join(_section(words, command) for words, command in _commands("trainlab", root))


def _commands(words: str, command: object) -> Iterator[tuple[str, object]]:
    """The commands below one, depth first, each with the words that call it."""
    if isinstance(command, TyperGroup):
        for name, below in command.commands.items():
            yield from _commands(f"{words} {name}", below)
    else:
        yield words, command


def _section(words: str, command: Any) -> str:
    with command.make_context(words, [], resilient_parsing=True) as context:
        usage = " ".join(command.collect_usage_pieces(context))
        records = [parameter.get_help_record(context) for parameter in command.get_params(context)]
    rows = [f"| `{cell(name)}` | {escaped(cell(text))} |" for name, text in filter(None, records)]
    table = "\n".join(["| Argument or option | Meaning |", "| --- | --- |", *rows])
    return f"\n## {words}\n\n```text\n{words} {usage}\n```\n\n{command.help or ''}\n\n{table}\n"


def cell(text: str) -> str:
    """Text as a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def escaped(text: str) -> str:
    """Help as plain text: what Markdown would read as emphasis or a link is none."""
    return re.sub(r"([*_<>\[\]])", r"\\\1", text)
