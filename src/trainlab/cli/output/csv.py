"""Tables as CSV for other programs: every digit, a header, an empty cell for what is unknown.

Text that a spreadsheet would run as a formula has an apostrophe before it (:mod:`trainlab.spreadsheet`).
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from trainlab.spreadsheet import cell

if TYPE_CHECKING:
    import pyarrow as pa


def print_csv(table: pa.Table) -> None:
    """Print an Arrow table."""
    print_rows(table.column_names, table.to_pylist())


def print_rows(names: Iterable[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Print rows of values by name.

    Args:
        names: the columns, in order.
        rows: one mapping a row.
    """
    names = list(names)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(map(cell, names))
    for row in rows:
        writer.writerow([_written(row.get(name)) for name in names])


def _written(value: object) -> object:
    """A value as a cell: numbers as they are; text so that no spreadsheet runs it."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return cell(str(value))
