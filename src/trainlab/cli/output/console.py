"""Where tables are printed, and how wide they may be."""

from __future__ import annotations

import os
import sys

from rich.measure import Measurement
from rich.table import Table

from trainlab.terminal import Console

WIDE = 10_000
"""Characters a table may take outside a terminal: in a pipe or a file nothing is left out."""

NARROWEST = 20


def table_width() -> int:
    """Characters a table may take: those of the terminal, or of COLUMNS; any number in a pipe."""
    if sys.stdout.isatty() or os.environ.get("COLUMNS"):
        return max(Console().width, NARROWEST)
    return WIDE


def print_table(console: Console, table: Table) -> None:
    """Print a table: in a pipe at its full width, in a terminal at least so wide that no number is cut."""
    size = Measurement.get(console, console.options.update(max_width=WIDE), table)
    needed = size.maximum if table_width() == WIDE else size.minimum
    if needed > console.width:
        console = Console(file=console.file, width=needed, force_terminal=console.is_terminal)
    caption, table.caption = table.caption, None
    console.print(table)
    table.caption = caption
    if caption:  # by itself: within the table it would break at the table's width, however narrow that is
        console.print(caption)
