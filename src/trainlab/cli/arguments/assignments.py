"""``name=value`` on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trainlab.errors import ExperimentError

MANY = ("--set", "--vary", "--pair")
"""Options that take one assignment or several."""


def spread_assignments(arguments: Sequence[str]) -> list[str]:
    """Repeat an option before each of its assignments.

    ``--pair a=1,2 b=3,4`` becomes ``--pair a=1,2 --pair b=3,4``.

    >>> spread_assignments(["run", "moons", "--pair", "a=1,2", "b=3,4", "--seeds", "5"])
    ['run', 'moons', '--pair', 'a=1,2', '--pair', 'b=3,4', '--seeds', '5']
    """
    spread: list[str] = []
    option: str | None = None
    after_value = False
    for argument in arguments:
        if argument in MANY:
            option, after_value = argument, False
        elif argument.startswith("-"):
            option = None
        elif option is not None:
            if after_value and "=" in argument:
                spread.append(option)
            elif after_value:
                option = None
            after_value = True
        spread.append(argument)
    return spread


def read_assignments(option: str, written: Iterable[str]) -> dict[str, str]:
    """Names and values of an option.

    Raises:
        ExperimentError: one is not an assignment, or a name is given twice.
    """
    read: dict[str, str] = {}
    for assignment in written:
        name, equals, value = assignment.partition("=")
        if not equals or not name or not value:
            raise ExperimentError(
                f"{option} takes name=value, such as {option} batch_size=32, not '{assignment}'."
            )
        if name in read:
            raise ExperimentError(f"{option} gives {name} twice: {name}={read[name]} and {name}={value}.")
        read[name] = value
    return read
