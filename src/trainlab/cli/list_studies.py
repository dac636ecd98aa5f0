"""``trainlab list``: the studies there are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from trainlab.cli.options import RUNS, AsCsv, AsJson, Root
from trainlab.cli.printed import say
from trainlab.cli.show import TABLE_ROWS
from trainlab.plain import plain


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
    from trainlab.store.find import list_studies, unreadable_studies

    folders, damaged = list_studies(root), unreadable_studies(root)
    if not folders and not damaged:
        raise StudyError(
            f"there is no study in '{root}' yet: make one with 'trainlab run moons --net 2-4-2'."
        )
    shown = folders[:top] if as_csv or as_json else folders[: top or TABLE_ROWS]
    rows = [_row(folder) for folder in shown]
    if as_csv or as_json:
        from trainlab.cli.json import print_rows

        print_rows(rows, as_csv)
        return
    _print(rows, len(folders), damaged, root)


def _row(folder: Path) -> dict[str, Any]:
    """What is said of a study."""
    from trainlab.diagnose.ranking import rank
    from trainlab.errors import StudyError
    from trainlab.store import StudyReader

    try:
        reader = StudyReader(folder)
        info, trials, finished = reader.info, reader.trials(), reader.finished
    except StudyError as error:
        return {"name": "", "folder": folder.name, "state": f"cannot be read: {error}"}
    nets = {str(trial.settings.get("net")) for trial in trials}
    ranked = rank(trials)
    return {
        "name": info.name,
        "created": info.created,
        "data": info.data,
        "net": nets.pop() if len(nets) == 1 else f"{len(nets)} nets",
        "varied": ", ".join(info.varied),
        "trials": len(trials),
        "over": sum(trial.over for trial in trials),
        "state": "finished" if finished else "unfinished",
        "best_validation_accuracy": ranked[0].best.get("validation_accuracy") if ranked else None,
        "folder": folder.name,
    }


def _print(rows: list[dict[str, Any]], total: int, damaged: dict[Path, str], root: Path) -> None:
    from trainlab.cli.columns import Column, plain_table
    from trainlab.cli.console import Console, Text, print_table, table_width
    from trainlab.cli.giving_way import fit
    from trainlab.diagnose.wording import percent

    readable = [row for row in rows if "trials" in row]

    def column(header: str, name: str, spare: int = 0) -> Column:
        return Column(header, [row[name] for row in readable], "left", spare, "words")

    best = [row["best_validation_accuracy"] for row in readable]
    columns = [
        column("name", "name"),
        column("begun", "created", 2),
        column("data", "data", 3),
        column("net", "net"),
        column("varied", "varied"),
        Column(
            "trials",
            [f"{row['trials']:,}" if row["state"] == "finished" else f"{row['over']:,} of {row['trials']:,}"
             for row in readable],
        ),
        column("state", "state", 1),
        Column("best val.\naccuracy", ["-" if value is None else percent(value) for value in best]),
    ]  # fmt: skip
    console = Console()
    count = f"{len(rows):,} of {total:,}" if len(rows) < total else f"{total:,}"
    title = f"{root}: {count} {'study' if total == 1 else 'studies'}, the newest first"
    console.print(Text(plain(title), "bold"), soft_wrap=True)
    print_table(console, plain_table(fit(columns, table_width()).columns))
    for row in rows:
        if "trials" not in row:
            say(f"{row['folder']} {row['state']}")
    for folder, reason in damaged.items():
        say(f"{folder.name} cannot be read: {reason}.")
