"""What a comparison says, in the terminal."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.table import Table

from trainlab.cli.tables.lines import headed_line
from trainlab.comparisons import Compared, columns, less_columns, less_rows, lines, rows
from trainlab.terminal import Console


def print_comparison(compared: Compared) -> None:
    """Print the table of values, and what is to be said of it."""
    console = Console()
    console.print(_table(columns(compared), rows(compared), left=(0, 2)))
    console.print()
    console.print(_table(less_columns(compared), less_rows(compared), left=(0,)))
    console.print()
    for head, text in lines(compared):
        console.print(headed_line(head, text))


def _table(titles: Sequence[str], cells: Sequence[Sequence[str]], left: Collection[int]) -> Table:
    table = Table(box=None, pad_edge=False)
    for place, title in enumerate(titles):
        table.add_column(title, justify="left" if place in left else "right")
    for row in cells:
        table.add_row(*row)
    return table
