"""Settings of mechanisms, each of which its first setting switches on: regularisers, augmentations."""

from __future__ import annotations

from typing import Any

from trainlab.errors import SettingError
from trainlab.specs.room import Room
from trainlab.specs.setting import Setting


def mechanism_settings(room: Room[Any]) -> tuple[Setting, ...]:
    """The settings of all mechanisms.

    Args:
        room: the rows, which have ``settings``.

    Raises:
        SettingError: the first setting of one cannot switch it off, or one is not of the recipe and traced.
    """
    for row in room.values():
        whose = f"{room.kind} '{row.name}'"
        if not row.settings or row.settings[0].name != row.name or row.settings[0].neutral is None:
            raise SettingError(
                f"{whose} needs '{row.name}' as its first setting, with the neutral value that switches it "
                "off."
            )
        if any(one.kind != "traced" or one.owner != "recipe" for one in row.settings):
            raise SettingError(f"{whose} must have settings of the recipe that are traced.")
    return tuple(setting for row in room.values() for setting in row.settings)
