"""``trainlab predict``: what a trained net answers for the rows of a file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from trainlab.cli.arguments.options import RUNS, Root
from trainlab.cli.output.printed import say
from trainlab.counted import counted


def command(
    study: Annotated[
        str,
        typer.Argument(
            metavar="STUDY[:TRIAL]",
            help="A study's name or folder, with the number of a trial after a colon; the best by default.",
        ),
    ],
    file: Annotated[
        Path, typer.Argument(help="CSV or Parquet with the columns of the inputs, or NPZ with an array x.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="CSV file to write; else it is printed.", show_default=False),
    ] = None,
    trial: Annotated[int | None, typer.Option(help="A trial's number.", show_default=False)] = None,
    weights: Annotated[
        str, typer.Option(help="best: the weights of its best evaluation; final: after its last step.")
    ] = "best",
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is already there.")] = False,
    root: Root = RUNS,
) -> None:
    """Predict the rows of a file: the class and the probability of each, or numbers in the target's unit.

    Rows are given raw, as in the file that the net was trained on, and answered in their order. Columns that
    the net does not take, such as that of the target, may be there or not.
    """
    from trainlab.errors import StudyError
    from trainlab.study.networks.start import find_trial

    opened, named = find_trial(study, root)
    if named is not None and trial is not None:
        raise StudyError(f"'{study}' and --trial both choose the trial: give one.")
    number = named if trial is None else trial
    chosen = opened.best() if number is None else opened.trial(number)
    if output is not None:
        from trainlab.study.answers.predicted_rows import check_new

        check_new(output, force)  # before a net is compiled
    found = chosen.predict_file(file, weights)
    if output is None:
        sys.stdout.write(found.csv())
        return
    found.write(output, force=force)
    rows = counted(len(found), "row")
    say(f"{output}: {rows}, by trial {chosen.id} of {opened.info.name}, {weights} weights")
    if number is None and (tie := opened.tie()):
        say(tie)
