"""``trainlab settings``: the settings table."""

from __future__ import annotations

from typing import Annotated

import typer

from trainlab.cli.arguments.options import AsCsv, AsJson


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
    from trainlab.settings.find import find_settings

    chosen = find_settings(*names or ())
    if as_csv or as_json:
        from trainlab.cli.output.json import print_rows

        rows = [
            {
                "name": setting.name, "owner": setting.owner, "kind": setting.kind,
                "allowed": setting.allowed, "scale": setting.scale,
                "usual": setting.usual or None,
                "default": setting.default_text(), "meaning": setting.meaning,
            }
            for setting in chosen
        ]  # fmt: skip
        print_rows(rows, as_csv)
        return
    from trainlab.cli.tables.tables import settings_table
    from trainlab.terminal import Console

    Console().print(settings_table(chosen))
