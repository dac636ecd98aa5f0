"""``trainlab curves``: which curves a study has, and what they say, as CSV or Parquet."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from trainlab.cli.arguments.options import RUNS, Root, StudyArgument
from trainlab.cli.output.printed import say


def command(
    study: StudyArgument = None,
    curve: Annotated[
        list[str],
        typer.Option(
            metavar="NAME",
            help="A curve to write, such as train_loss; gradient_norm means all its layers, and "
            "'*.hidden1' for all of a layer. May be repeated. Without it, the curves are listed.",
        ),
    ] = [],  # noqa: B006  typer copies it
    trial: Annotated[list[int], typer.Option(help="A trial's number; all by default. May be repeated.")] = [],  # noqa: B006
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="CSV or Parquet file to write; printed as CSV by default."),
    ] = None,
    root: Root = RUNS,
) -> None:
    """List the curves of a study, or write some of them for other programs."""
    from trainlab.errors import StudyError
    from trainlab.study import open as open_study

    opened = open_study(study, root)
    if not curve:
        if trial or output is not None:
            raise StudyError("--trial and -o go with --curve NAME: name a curve to write.")
        for line in _listed(opened.curve_names):
            say(line)
        return
    table = opened.curve_table(*curve, trials=trial or None)
    if output is not None:
        from trainlab.study.answers.curve_table import write_table

        say(f"{write_table(table, output)}: {table.num_rows:,} rows of {', '.join(table.column_names)}")
        return
    from trainlab.study.answers.curve_table import csv_texts

    for text in csv_texts(table):
        sys.stdout.write(text)


def _listed(names: Sequence[str]) -> list[str]:
    """A line for each measure, with the layers it was recorded for."""
    layers: dict[str, list[str]] = {}
    for name in names:
        measure, dot, layer = name.partition(".")
        layers.setdefault(measure, []).extend([layer] if dot else [])
    widest = max(map(len, layers))
    return [f"{measure:{widest}}  {', '.join(of)}".rstrip() for measure, of in layers.items()]
