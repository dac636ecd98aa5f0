"""``trainlab show``: the trials of a study."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from trainlab.cli.arguments.options import RUNS, AsCsv, AsJson, Root, StudyArgument

TABLE_ROWS = 20
"""Trials a table shows by default."""


def command(
    study: StudyArgument = None,
    sort: Annotated[
        str | None,
        typer.Option(
            help="Evaluation curve, setting, 'id', or a fact: parameters, examples, step_time, "
            "test_accuracy, ...; by default validation_accuracy, or validation_rmse for numbers.",
            show_default=False,
        ),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="NAME,NAME ...",
            help="Columns to show: settings, curves (final_validation_loss for the last value), parameters, "
            "examples, step_time, test_accuracy, steps, status, finding, curve.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(help="Trials to show; 20 in a table, all in CSV and JSON.", min=1, show_default=False),
    ] = None,
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    root: Root = RUNS,
) -> None:
    """Show the trials of a study, the best first."""
    from trainlab.study import open as open_study

    opened = open_study(study, root)
    names = [name.strip() for name in columns.split(",") if name.strip()] if columns else []
    if not as_csv and not as_json:
        from trainlab.cli.reports.study import print_report

        print_report(opened, top or TABLE_ROWS, sort, names)
        return
    from trainlab.record.groups.ranking import sort_trials

    records = sort_trials([trial.record for trial in opened.trials], sort, info=opened.info)[:top]
    if as_csv:
        from trainlab.cli.output.csv import print_csv
        from trainlab.study.answers.table import chosen_frame

        print_csv(chosen_frame(opened.info, records, names))
        return
    from trainlab.cli.output.json import print_json, trial_json

    trials = [trial_json(record) for record in records]
    if names:
        from trainlab.study.answers.table import chosen_frame

        trials = chosen_frame(opened.info, records, names).to_pylist()
    print_json({"study": str(opened.folder), **asdict(opened.info), "trials": trials})
