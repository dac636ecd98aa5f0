"""What the commands about data share: the dataset's name and its settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trainlab.settings import Value

DataArgument = Annotated[str, typer.Argument(help="A built-in dataset, or the path of your own file.")]


def read_data_settings(
    given: dict[str, str], data: str, output: Path | None
) -> tuple[dict[str, Value], dict[str, Value]]:
    """The settings that were given, read: those of the data, and those of augmentation that are switched on.

    Raises:
        SettingError: one belongs to neither, or means nothing here, or has no file to be drawn in.
    """
    from trainlab.errors import SettingError
    from trainlab.study import datasets

    read, augmentation = datasets.read_data_settings(given, data)
    if augmentation and output is None:
        named = [name for name in given if name in datasets.AUGMENTING]
        raise SettingError(f"{', '.join(named)} can be seen in a picture only: add -o FILE.png.")
    return read, augmentation
