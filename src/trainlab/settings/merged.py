"""From the specifications of a room to the settings in the table: one each, with a default for each row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from trainlab.errors import SettingError
from trainlab.specs.room import Room
from trainlab.specs.setting import By, Kind, Owner, Setting, Value


def merged(
    room: Room[Any],
    choice: str,
    order: tuple[str, ...] = (),
    owner: Owner = "recipe",
    kinds: tuple[Kind, ...] = ("static", "traced", "host"),
    mentioned_in: str = "",
) -> list[Setting]:
    """The settings of all rows.

    Args:
        room: the rows, which have ``settings``, each with its default there.
        choice: the setting that names one of them.
        order: names of the settings that come first; others follow as the rows name them.
        owner, kinds: what the settings must be.
        mentioned_in: a text setting (``net``) that may name a row, too.

    Raises:
        SettingError: a specification is at odds with itself or with another one's.
    """
    declared: dict[str, Setting] = {}
    defaults: dict[str, dict[str, Value]] = {}
    for row in room.values():
        for setting in row.settings:
            first = declared.setdefault(setting.name, setting)
            whose = f"setting '{setting.name}' of {room.kind} '{row.name}'"
            if setting.kind not in kinds:
                raise SettingError(f"{whose} must be {' or '.join(kinds)}, not {setting.kind}.")
            default = _checked(whose, setting, first, owner)
            defaults.setdefault(setting.name, {})[row.name] = default
    names = [*(name for name in order if name in declared), *(name for name in declared if name not in order)]
    return [
        replace(declared[name], default=by_row(room, choice, defaults[name], mentioned_in)) for name in names
    ]


def by_row(
    room: Mapping[str, object], choice: str, defaults: Mapping[str, Value], mentioned_in: str = ""
) -> By:
    """A default for each row; where all have one, the most frequent is that of the rest."""
    if set(defaults) < set(room):
        return By(choice, defaults, mentioned_in=mentioned_in)
    ((most, _),) = Counter(defaults.values()).most_common(1)
    return By(choice, {name: value for name, value in defaults.items() if value != most}, otherwise=most)


def _checked(whose: str, setting: Setting, first: Setting, owner: Owner) -> Value:
    """The default of a setting; what could not be read, or means two things, is refused."""
    if setting is not first and replace(setting, default=None) != replace(first, default=None):
        raise SettingError(
            f"{whose} is declared differently from a setting of that name elsewhere: give it a "
            "name of its own."
        )
    if setting.default is None or isinstance(setting.default, By) or setting.owner != owner:
        raise SettingError(f"{whose} must be one of the {owner}, with a value as its default.")
    # Readers of texts load NumPy: what is declared is read by the tests.
    return (setting if setting.reader is None else replace(setting, reader=None)).read(setting.default)
