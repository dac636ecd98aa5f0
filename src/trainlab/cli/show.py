"""``trainlab show``: the trials of a study."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from trainlab.cli.options import RUNS, AsJson, Root, StudyArgument

TABLE_ROWS = 20
"""Trials a table shows unless told otherwise."""


def command(
    study: StudyArgument = None,
    sort: Annotated[
        str, typer.Option(help="Evaluation curve, setting or 'id' to sort by.")
    ] = "validation_accuracy",
    top: Annotated[
        int | None,
        typer.Option(help="Trials to show; 20 in a table, all in JSON.", min=1, show_default=False),
    ] = None,
    as_json: AsJson = False,
    root: Root = RUNS,
) -> None:
    """Show the trials of a study, the best first."""
    from trainlab.study import open as open_study

    opened = open_study(study, root)
    if as_json:
        from trainlab.cli.json import print_json, trial_json
        from trainlab.diagnose import sort_trials

        records = sort_trials([trial.record for trial in opened.trials], sort)
        trials = [trial_json(record) for record in records[:top]]
        print_json({"study": str(opened.folder), **asdict(opened.info), "trials": trials})
    else:
        from trainlab.cli.report import print_report

        print_report(opened, top or TABLE_ROWS, sort)
