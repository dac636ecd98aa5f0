"""What the commands about data share: the dataset's name and its settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trainlab.settings import Value

DataArgument = Annotated[str, typer.Argument(help="A built-in dataset, or the path of a file of your own.")]


def read_data_settings(
    given: dict[str, str], data: str, output: Path | None
) -> tuple[dict[str, Value], dict[str, Value]]:
    """The settings that were given, read: those of the data, and those of augmentation that are switched on.

    Raises:
        SettingError: one belongs to neither, or means nothing here, or has no file to be drawn in.
    """
    from trainlab.cli.augmented import complete
    from trainlab.errors import SettingError
    from trainlab.settings import SETTINGS, applies, get_setting, read_settings
    from trainlab.settings.augmentation import AUGMENTATION

    augmenting = [setting.name for setting in AUGMENTATION]
    for name in given:
        owner = get_setting(name).owner
        if owner != "data" and name not in augmenting:
            of_data = [known for known, setting in SETTINGS.items() if setting.owner == "data"]
            raise SettingError(
                f"{name} belongs to the {owner}, not to the data; allowed here: {', '.join(of_data)}, and to "
                f"see augmented examples {', '.join(augmenting)}."
            )
        if owner == "data" and not applies(name, {"data": data}):
            raise SettingError(f"{name} means nothing to {data}: leave it out.")
    read = read_settings(given)
    augmentation = complete({name: value for name, value in read.items() if name in augmenting})
    if augmentation and output is None:
        named = [name for name in given if name in augmenting]
        raise SettingError(f"{', '.join(named)} can be seen in a picture only: add -o FILE.png.")
    return {name: value for name, value in read.items() if name not in augmenting}, augmentation
