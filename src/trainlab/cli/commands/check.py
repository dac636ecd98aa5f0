"""``trainlab check``: look at a net and its data before training."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from trainlab.cli.arguments.assignments import read_assignments
from trainlab.cli.arguments.data_options import Said, reads_files
from trainlab.cli.arguments.experiment_options import add_named, experiment_of_options
from trainlab.cli.arguments.options import RUNS, AsJson, Freeze, Net, Root, Target

FAILED = 1
"""Exit code where a check failed."""


@reads_files
def command(
    data: Annotated[
        str,
        typer.Argument(
            help="A dataset (see 'trainlab data list'), your own file, or an experiment file (.yaml), "
            "whose first trial is checked."
        ),
    ],
    net: Net = None,
    set_: Annotated[
        list[str], typer.Option("--set", metavar="NAME=VALUE ...", help="Settings of the trial.")
    ] = [],  # noqa: B006  typer copies it
    start_from: Annotated[
        str | None,
        typer.Option(metavar="STUDY:TRIAL", help="A trained net that layers start from.", show_default=False),
    ] = None,
    reuse: Annotated[
        str | None, typer.Option(metavar="NAMES", help="Layers that start from it.", show_default=False)
    ] = None,
    freeze: Freeze = None,
    seed: Annotated[int | None, typer.Option(help="Seed of the initial weights.")] = None,
    target: Target = None,
    as_json: AsJson = False,
    root: Root = RUNS,
    *,
    said: Said,
) -> None:
    """Check a net and its data before training: loss, gradient, signal, units, data.

    The exit code is 0 if nothing failed (warnings are let through), 1 if a check failed, and 2 if the command
    cannot be understood.
    """
    given: dict[str, Any] = {
        "data": data, "net": net, "target": target, "seed": seed,
        "set": read_assignments("--set", set_), "vary": {}, "pair": {}, **said,
    }  # fmt: skip
    add_named(given, {"start_from": start_from, "reuse": reuse, "freeze": freeze})
    experiment = experiment_of_options(data, given)
    from trainlab.study import check_experiment
    from trainlab.terminal import Console

    with Console(stderr=True).status("checking"):
        report = check_experiment(experiment, root=root)
    if as_json:
        from trainlab.cli.output.json import print_json, report_json

        print_json(report_json(report))
    else:
        from trainlab.cli.reports.checks import print_report

        print_report(report)
    if not report.passed:
        raise typer.Exit(FAILED)
