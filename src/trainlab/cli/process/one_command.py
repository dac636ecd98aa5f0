"""The command line with only the command that is asked for, which typer builds sooner.

Typer reads the parameters of every command to run one of them: 21 ms of processor time instead of 2 (medians
of 15, ``bench/shortcuts.py``). So it is given a copy of the command line that lists no other. The lists are
attributes that its documentation does not describe; a typer that keeps them elsewhere builds all commands.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

import typer


def with_one_command(app: typer.Typer, arguments: Sequence[str]) -> typer.Typer:
    """What of a command line is needed for these arguments.

    Args:
        app: all of it.
        arguments: what was written, the command first.
    """
    listed = getattr(app, "registered_commands", ())
    chosen = [command for command in listed if [command.name] == [*arguments[:1]]]
    if not chosen:
        return app  # help, a mistake, or a group of commands
    alone = copy(app)
    alone.registered_commands, alone.registered_groups = chosen, []
    return alone
