"""``trainlab show``: the trials of a study."""

from __future__ import annotations

from typing import Annotated

import typer

from trainlab.cli.options import RUNS, AsJson, Root, StudyArgument


def command(
    study: StudyArgument = None,
    sort: Annotated[
        str, typer.Option(help="Evaluation curve, setting or 'id' to sort by.")
    ] = "validation_accuracy",
    top: Annotated[int, typer.Option(help="Trials to show.", min=1)] = 20,
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
        print_json({"study": str(opened.folder), "trials": [trial_json(record) for record in records[:top]]})
    else:
        from trainlab.cli.report import print_report

        print_report(opened, top, sort)
