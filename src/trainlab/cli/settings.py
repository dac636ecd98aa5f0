"""``trainlab settings``: the whole settings table."""

from __future__ import annotations

from trainlab.cli.options import AsJson


def command(as_json: AsJson = False) -> None:
    """List every setting: name, kind, range, scale, default, meaning."""
    if as_json:
        from trainlab.cli.json import print_json
        from trainlab.settings import SETTINGS

        print_json(
            [
                {
                    "name": setting.name, "owner": setting.owner, "kind": setting.kind,
                    "allowed": setting.allowed,
                    "scale": setting.scale, "default": setting.default_text(), "meaning": setting.meaning,
                }
                for setting in SETTINGS.values()
            ]
        )  # fmt: skip
        return
    from rich.console import Console

    from trainlab.cli.tables import settings_table

    Console().print(settings_table())
