"""Tables as CSV for other programs: every digit, a header, an empty cell for what is not known."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

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
    writer = csv.DictWriter(sys.stdout, list(names), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
