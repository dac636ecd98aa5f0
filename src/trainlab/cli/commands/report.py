"""``trainlab report``: a study's page in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainlab.cli.arguments.options import RUNS, Root, StudyArgument
from trainlab.cli.output.printed import say


def command(
    study: StudyArgument = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", help="HTML file to write; STUDY-report.html by default.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is already there.")] = False,
    root: Root = RUNS,
) -> None:
    """Write a study as one HTML file to mail or print: a summary, curves, settings, table, findings.

    It opens without a server and without a network.
    """
    from trainlab.study import open as open_study

    opened = open_study(study, root)
    file = opened.report(output or Path(f"{opened.folder.name}-report.html"), force=force)
    unfinished = "" if opened.finished else "; the study is unfinished, and the report says so"
    say(f"{file}: {file.stat().st_size / 1e6:.1f} MB{unfinished}")
