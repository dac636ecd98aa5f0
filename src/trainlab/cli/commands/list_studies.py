"""``trainlab list``: the studies there are."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainlab.cli.arguments.options import RUNS, AsCsv, AsJson, Root
from trainlab.cli.commands.show import TABLE_ROWS
from trainlab.cli.output.printed import say
from trainlab.plain import plain

if TYPE_CHECKING:
    from trainlab.study.listing import Studies, StudyLine


def command(
    top: Annotated[
        int | None,
        typer.Option(help="Studies to list; 20 in a table, all in CSV and JSON.", min=1, show_default=False),
    ] = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    root: Root = RUNS,
) -> None:
    """List the studies, the newest first."""
    from trainlab.errors import StudyError
    from trainlab.study import studies

    found = studies(root, top if as_csv or as_json else top or TABLE_ROWS)
    if not found.total and not found.unreadable:
        raise StudyError(
            f"there is no study in '{root}' yet: make one with 'trainlab run moons --net 2-4-2'."
        )
    if as_csv or as_json:
        from trainlab.cli.output.json import print_rows

        print_rows([*map(_row, found)], as_csv)
        return
    _print(found)


def _local(created: str) -> str:
    """When a study was begun, in local time; old studies already store it so."""
    try:
        begun = datetime.fromisoformat(created)
        return begun.astimezone().replace(tzinfo=None).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):  # written by another program
        return created


def _row(line: StudyLine) -> dict[str, Any]:
    """A study's row as CSV and JSON show it."""
    return {
        "name": line.info.name,
        "created": line.info.created,
        "data": line.info.data,
        "net": line.net,
        "varied": ", ".join(line.info.varied),
        "trials": line.trials,
        "over": line.over,
        "state": line.state,
        "best_validation_accuracy": line.best if line.ranked_by == "validation_accuracy" else None,
        "ranked_by": line.ranked_by,
        "best": line.best,
        "folder": line.folder.name,
    }


def _print(found: Studies) -> None:
    from trainlab.cli.output.console import print_table, table_width
    from trainlab.cli.tables.columns import Column, plain_table
    from trainlab.cli.tables.fit_width import fit
    from trainlab.terminal import Console, Text

    rows = [*map(_row, found)]
    of_classes = all(line.ranked_by == "validation_accuracy" for line in found)

    def column(header: str, name: str, spare: int = 0) -> Column:
        return Column(header, [row[name] for row in rows], "left", spare, "words")

    columns = [
        column("name", "name"),
        Column("begun", [_local(row["created"]) for row in rows], "left", 2, "words"),
        column("data", "data", 3),
        column("net", "net"),
        column("varied", "varied"),
        Column(
            "trials",
            [f"{line.trials:,}" if line.finished else f"{line.over:,} of {line.trials:,}" for line in found],
        ),
        column("state", "state", 1),
        Column(
            "best val.\naccuracy" if of_classes else "best on\nvalidation", [line.best_text for line in found]
        ),
    ]  # fmt: skip
    console = Console()
    console.print(Text(plain(f"{found.title}, the newest first"), "bold"), soft_wrap=True)
    print_table(console, plain_table(fit(columns, table_width()).columns))
    for folder, reason in found.unreadable.items():
        say(f"{folder.name} cannot be read: {reason}.")
