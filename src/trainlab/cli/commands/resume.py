"""``trainlab resume``: continue a study that was killed or interrupted."""

from __future__ import annotations

from typing import Annotated

import typer

from trainlab.cli.arguments.options import RUNS, Devices, On, Root, Top
from trainlab.cli.commands._training import nothing_written, training
from trainlab.cli.output.printed import tell


def command(
    study: Annotated[
        str | None,
        typer.Argument(
            metavar="STUDY",
            help="A study's name or folder; the newest that is not finished by default.",
            show_default=False,
        ),
    ] = None,
    anyway: Annotated[
        bool,
        typer.Option(
            "--anyway",
            help="Continue although JAX, the device or the like has changed; the study is marked.",
        ),
    ] = False,
    on: On = "local",
    devices: Devices = None,
    top: Top = 10,
    root: Root = RUNS,
) -> None:
    """Continue a study from its last commit; its curves are those of an uninterrupted run."""
    nothing_written()
    from trainlab.scale.executors.where import Where

    where = Where.of(on, devices)
    from trainlab.cli.reports.study import print_report
    from trainlab.study import resume_study
    from trainlab.study.running.unfinished import find_unfinished, is_complete

    folder = find_unfinished(root, study)
    if is_complete(folder):
        tell(f"the study '{folder}' is finished: there is nothing to resume.")
        print_report(resume_study(folder), top)
        return
    with training() as progress:
        resumed = resume_study(folder, anyway=anyway, observer=progress, where=where)
    print_report(resumed, top)
