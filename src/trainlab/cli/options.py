"""Arguments that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StudyArgument = Annotated[
    str | None,
    typer.Argument(
        metavar="[STUDY]", help="A study's name or folder; the newest one by default.", show_default=False
    ),
]
Root = Annotated[Path, typer.Option("--root", help="Folder that studies live in.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
RUNS = Path("runs")
