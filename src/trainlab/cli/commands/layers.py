"""``trainlab layers``: what is in the variables of a trained net."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import typer

from trainlab.cli.arguments.options import RUNS, AsCsv, AsJson, Root
from trainlab.cli.output.printed import say
from trainlab.plain import plain

if TYPE_CHECKING:
    from rich.table import Table

    from trainlab.study.networks.variables import VariableSummary


def command(
    trained: Annotated[
        str | None,
        typer.Argument(
            metavar="STUDY:TRIAL",
            help="A trial, a study (its best trial) or a .safetensors file; the newest study by default.",
            show_default=False,
        ),
    ] = None,
    which: Annotated[
        str, typer.Option(help="best: the weights of a trial's best evaluation; final: after its last step.")
    ] = "best",
    as_csv: AsCsv = False,
    as_json: AsJson = False,
    root: Root = RUNS,
) -> None:
    """List the variables and statistics of a trained net: names, shapes, norms."""
    from trainlab.store import find_study
    from trainlab.study.networks.start import find_trained
    from trainlab.study.networks.variables import summarize

    found = find_trained(trained or f"{find_study(root, None)}:best", root)
    summaries = summarize(found.weights(which), found.layers())
    if as_csv:
        from dataclasses import asdict

        from trainlab.cli.output.json import print_rows

        print_rows([asdict(summary) for summary in summaries], as_csv)
        return
    if as_json:
        from dataclasses import asdict

        from trainlab.cli.output.json import print_json

        numbers = sum(summary.numbers for summary in summaries)
        variables = [asdict(summary) for summary in summaries]
        print_json({"trained": str(found), "weights": which, "numbers": numbers, "variables": variables})
        return
    from trainlab.cli.output.console import print_table
    from trainlab.terminal import Console

    weights = f", {which} weights" if found.trial is not None else ""
    console = Console()
    say(f"{found}{weights}")
    print_table(console, _table(summaries))


def _table(summaries: list[VariableSummary]) -> Table:
    from rich.table import Table

    from trainlab.terminal import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("variable", no_wrap=True)
    for heading in ("shape", "numbers", "norm", "mean", "deviation", "largest"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True, style="red")
    for summary in summaries:
        measured = (summary.norm, summary.mean, summary.deviation, summary.largest)
        warning = f"! {summary.not_finite:,} not finite" if summary.not_finite else ""
        shape = " x ".join(map(str, summary.shape)) or "-"
        cells = (shape, f"{summary.numbers:,}", *(f"{number:.4g}" for number in measured), warning)
        table.add_row(Text(plain(summary.name)), *map(Text, cells))
    table.add_section()
    numbers = sum(summary.numbers for summary in summaries)
    norm = math.sqrt(sum(summary.norm**2 for summary in summaries))
    table.add_row("all", "", f"{numbers:,}", f"{norm:.4g}", style="bold")
    return table
