"""What commands that read data take: the dataset, its settings, and how a file of one's own is read."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainlab.tasks import TASKS

if TYPE_CHECKING:
    from trainlab.settings import Value

DataArgument = Annotated[str, typer.Argument(help="A built-in dataset, or the path of your own file.")]

PANEL = "How a file of your own is read"

Said = dict[str, Any]
"""What the options say, by name; None for those that were left out."""


def _option(kind: Any, *names: str, help: str, metavar: str | None = None) -> Any:
    option = typer.Option(*names, metavar=metavar, help=help, show_default=False, rich_help_panel=PANEL)
    return Annotated[kind, option]


_OPTIONS = {
    "task": _option(
        str | None, metavar="|".join(TASKS), help="What the target is: classes or numbers; found by default."
    ),
    "missing": _option(
        str | None, metavar="WORDS", help="Words that mean a missing value besides an empty cell: 'NA,?'."
    ),
    "drop_missing": _option(bool | None, "--drop-missing", help="Leave out rows that lack a value."),
    "ignore": _option(
        str | None, metavar="COLUMNS", help="Columns that are neither inputs nor the target: id,name."
    ),
    "header": _option(
        bool | None,
        "--header/--no-header",
        help="Whether the first row names the columns; guessed by default.",
    ),
    "separator": _option(
        str | None,
        metavar="CHARACTER",
        help="What separates columns: comma, semicolon, tab, pipe or blank; guessed by default.",
    ),
    "decimal": _option(str | None, metavar="CHARACTER", help="The decimal separator: '.' or ','."),
    "thousands": _option(str | None, metavar="CHARACTER", help="The thousands separator of numbers."),
    "validation": _option(
        str | None,
        metavar="FILE",
        help="File of the validation examples; by default a tenth of train is held out.",
    ),
    "test": _option(
        str | None, metavar="FILE", help="File of the test examples; by default a tenth of train is held out."
    ),
}
"""The options, by what they say."""


def given(said: Said) -> Said:
    """What was not left out."""
    return {name: value for name, value in said.items() if value is not None}


def reads_files(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of files; its parameter ``said`` receives what they say."""

    @wraps(command)
    def with_options(**given: Any) -> None:
        said = {name: given.pop(name) for name in _OPTIONS}
        command(**given, said=said)

    signature = inspect.signature(command, eval_str=True)
    own = [parameter for name, parameter in signature.parameters.items() if name != "said"]
    options = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)
        for name, annotation in _OPTIONS.items()
    ]
    named = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]
    with_options.__signature__ = signature.replace(parameters=[*named, *options])  # type: ignore[attr-defined]
    with_options.__annotations__ = {parameter.name: parameter.annotation for parameter in [*named, *options]}
    return with_options


def read_data_settings(
    given: dict[str, str], data: str, output: Path | None
) -> tuple[dict[str, Value], dict[str, Value]]:
    """The settings that were given, read: those of the data, and those of augmentation that are switched on.

    Raises:
        SettingError: one belongs to neither, or means nothing here, or has no file to be drawn in.
    """
    from trainlab.errors import SettingError
    from trainlab.study.data import datasets

    read, augmentation = datasets.read_data_settings(given, data)
    if augmentation and output is None:
        named = [name for name in given if name in datasets.augmenting()]
        raise SettingError(f"{', '.join(named)} can be seen in a picture only: add -o FILE.png.")
    return read, augmentation
