"""What sweeps say, in the terminal."""

from __future__ import annotations

from rich.table import Table

from trainlab.cli.tables.lines import headed_line
from trainlab.estimate import BatchSweep, RateSweep
from trainlab.estimate.sentences import COLUMNS, batch_lines, batch_rows, rate_lines
from trainlab.terminal import Console


def print_sweep(sweep: RateSweep | BatchSweep) -> None:
    """Print what a sweep says; of batch sizes a table, too."""
    console = Console()
    if isinstance(sweep, RateSweep):
        lines = rate_lines(sweep)
    else:
        first, *lines = batch_lines(sweep)
        console.print(headed_line(*first))
        console.print(batch_table(sweep))
    for head, text in lines:
        console.print(headed_line(head, text))


def batch_table(sweep: BatchSweep) -> Table:
    """A row for each batch size."""
    table = Table(box=None, pad_edge=False)
    for title in COLUMNS:
        table.add_column(title, justify="right")
    for row in batch_rows(sweep):
        table.add_row(*row)
    return table
