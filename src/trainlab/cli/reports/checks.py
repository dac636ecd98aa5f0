"""The report of ``trainlab check`` for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

from trainlab.plain import plain
from trainlab.terminal import Console, Text

if TYPE_CHECKING:
    from trainlab.checks import CheckReport

STYLES = {"pass": "green", "warn": "yellow", "fail": "bold red", "skip": "dim"}


def print_report(report: CheckReport) -> None:
    """Print every check, the numbers of the layers, and how many passed."""
    console = Console()
    console.print(checks_table(report))
    layers = layers_table(report)
    if layers is not None:
        console.print()
        console.print(layers)
    counts = {verdict: sum(result.verdict == verdict for result in report) for verdict in STYLES}
    said = [f"{counts['pass']} of {len(report.results)} checks passed"]
    words = {"warn": "warned", "fail": "failed", "skip": "skipped"}
    said += [f"{counts[verdict]} {word}" for verdict, word in words.items() if counts[verdict]]
    console.print()
    console.print(Text(f"{', '.join(said)}, in {report.seconds:.1f} s."))


def checks_table(report: CheckReport) -> Table:
    """One row for each check, with the advice of those that did not pass below its numbers."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title_justify="left", title_style="bold")
    table.title = Text(plain(f"{report.net} on {report.data}"))
    table.add_column("", no_wrap=True)
    table.add_column("check", no_wrap=True)
    table.add_column("found", ratio=3, overflow="fold")
    table.add_column("expected", ratio=2, overflow="fold")
    for result in report:
        found = Text(plain(result.measured))
        if result.advice:
            style = STYLES[result.verdict].removeprefix("bold ")
            found = Text.assemble(found, "\n", (plain(result.advice), style))
        table.add_row(
            Text(result.verdict, STYLES[result.verdict]), result.check, found, Text(plain(result.expected))
        )
    return table


def layers_table(report: CheckReport) -> Table | None:
    """The numbers of all layers that checks looked at, or None where no check has any."""
    columns: dict[str, dict[str, float | None]] = {}
    order: dict[str, None] = {}
    for result in report:
        if result.layers is None:
            continue
        for layer, numbers in result.layers.rows.items():
            order.setdefault(layer)
            for column, number in zip(result.layers.columns, numbers, strict=True):
                columns.setdefault(column, {})[layer] = number
    if not columns:
        return None
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("layer", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right")
    for layer in order:
        table.add_row(
            Text(plain(layer)), *(_number(column, values.get(layer)) for column, values in columns.items())
        )
    return table


SHARES = ("dead", "saturated")
"""Columns that are shares."""


def _number(column: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.0%}" if column in SHARES else f"{value:.3g}"
