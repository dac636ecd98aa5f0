"""``trainlab settings``: the settings table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trainlab.cli.options import AsCsv, AsJson

if TYPE_CHECKING:
    from trainlab.settings import Setting


def _found(word: str) -> list[Setting]:
    """The setting of that name, else those whose name, choices or meaning holds the word.

    Raises:
        SettingError: there is none.
    """
    from trainlab.settings import SETTINGS, get_setting

    written = word.lower().replace("-", "_")
    if written in SETTINGS:
        return [SETTINGS[written]]
    plain = word.lower()
    found = [
        setting
        for setting in SETTINGS.values()
        if written in setting.name or plain in setting.meaning.lower() or written in setting.choices
    ]
    return found or [get_setting(word)]


def command(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="NAME|WORD",
            help="Settings to list, or words to look for in names and meanings; all by default.",
            show_default=False,
        ),
    ] = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
) -> None:
    """List settings: name, kind, range, scale, default, meaning."""
    from trainlab.settings import SETTINGS

    chosen = list({setting.name: setting for word in names or SETTINGS for setting in _found(word)}.values())
    if as_csv or as_json:
        from trainlab.cli.json import print_rows

        rows = [
            {
                "name": setting.name, "owner": setting.owner, "kind": setting.kind,
                "allowed": setting.allowed, "scale": setting.scale,
                "default": setting.default_text(), "meaning": setting.meaning,
            }
            for setting in chosen
        ]  # fmt: skip
        print_rows(rows, as_csv)
        return
    from trainlab.cli.console import Console
    from trainlab.cli.tables import settings_table

    Console().print(settings_table(chosen))
