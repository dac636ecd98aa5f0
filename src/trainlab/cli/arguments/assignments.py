"""``name=value`` on the command line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from trainlab.errors import ExperimentError
from trainlab.specs.setting import USUAL

MANY = ("--set", "--vary", "--pair", "--tune")
"""Options that take one assignment or several."""


def spread_assignments(arguments: Sequence[str]) -> list[str]:
    """Repeat an option before each of its assignments.

    ``--pair a=1,2 b=3,4`` becomes ``--pair a=1,2 --pair b=3,4``.

    >>> spread_assignments(["run", "moons", "--pair", "a=1,2", "b=3,4", "--seeds", "5"])
    ['run', 'moons', '--pair', 'a=1,2', '--pair', 'b=3,4', '--seeds', '5']
    >>> spread_assignments(["run", "--vary", "learning_rate", "l2", "moons"])
    ['run', '--vary', 'learning_rate', '--vary', 'l2', 'moons']
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
            if after_value and ("=" in argument or _is_usual(option, argument)):
                spread.append(option)
            elif after_value:
                option = None
            after_value = True
        spread.append(argument)
    return spread


def _is_usual(option: str, argument: str) -> bool:
    """Whether it is the name of a setting that is varied, or tuned, over its usual range."""
    if option not in ("--vary", "--tune"):
        return False
    from trainlab.settings import SETTINGS

    return all(name in SETTINGS for name in (argument.split(",") if option == "--tune" else [argument]))


def read_assignments(option: str, written: Iterable[str]) -> dict[str, str]:
    """Names and values of an option; of ``--vary`` also names alone, which stand for their usual range.

    Raises:
        ExperimentError: one is not an assignment, or a name is given twice.
        SettingError: a name alone is not that of a setting.
    """
    read: dict[str, str] = {}
    for assignment in written:
        name, equals, value = assignment.partition("=")
        if option == "--vary" and _is_usual(option, assignment):
            equals, value = "=", USUAL
        if option == "--vary" and assignment.isidentifier() and not equals:
            from trainlab.settings import get_setting

            get_setting(name)  # a name alone that no setting has
        if not equals or not name or not value:
            raise ExperimentError(
                f"{option} takes name=value, such as {option} batch_size=32, not '{assignment}'."
            )
        if name in read:
            raise ExperimentError(f"{option} gives {name} twice: {name}={read[name]} and {name}={value}.")
        read[name] = value
    return read
