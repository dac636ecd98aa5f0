"""Curves as tables and as files for other programs."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trainlab.errors import StudyError
from trainlab.files.atomic import replacing, storage_errors
from trainlab.files.disk import PUBLIC
from trainlab.record import Curves
from trainlab.spreadsheet import cell

if TYPE_CHECKING:
    import pyarrow as pa

CSV_LINES = 1 << 17
"""Lines of CSV that are made at once."""

_STEP_BITS = 32
"""Steps are counted in at most this many bits."""

_STEP_MASK = (1 << _STEP_BITS) - 1

AT_ONCE = 1 << 20
"""Points of curves that are put into rows together."""

IN_ONE_PIECE = 1 << 22
"""Rows up to which a table is one piece, which other programs read more quickly."""

ENDINGS = (".csv", ".parquet")
"""Suffixes of the files that curves are written to."""


def curve_table(curves: Sequence[Curves]) -> pa.Table:
    """Curves of the same trials as one table: a row for each trial and step that any of them has a value at.

    Args:
        curves: the curves, all of the same trials.

    Returns:
        Columns ``trial`` and ``step``, then one a curve; null where it has no value.
    """
    import pyarrow as pa

    counts = sum((curve.counts for curve in curves), np.zeros(len(curves[0].trials) if curves else 0, int))
    blocks = [_block([curve.take(rows) for curve in curves]) for rows in _neighbours(counts)]
    table = pa.concat_tables(blocks or [_block(curves)])
    return table.combine_chunks() if table.num_rows <= IN_ONE_PIECE else table


def _neighbours(counts: np.ndarray) -> Iterator[np.ndarray]:
    """Rows in their order, in groups of about ``AT_ONCE`` points; a row with more is alone."""
    begins = np.concatenate([[0], np.cumsum(counts)])
    start = 0
    while start < len(counts):
        stop = max(int(np.searchsorted(begins, begins[start] + AT_ONCE, side="right")) - 1, start + 1)
        yield np.arange(start, stop)
        start = stop


def _block(curves: Sequence[Curves]) -> pa.Table:
    """The table of some trials."""
    import pyarrow as pa

    ids = curves[0].trials if curves else np.empty(0, np.int64)
    points = [_points(curve) for curve in curves]
    keys = reduce(np.union1d, points, np.empty(0, np.int64))
    columns = {"trial": pa.array(ids[keys >> _STEP_BITS]), "step": pa.array(keys & _STEP_MASK)}
    for curve, own in zip(curves, points, strict=True):
        known = ~np.isnan(curve.recorded)
        values = np.full(len(keys), np.nan, curve.recorded.dtype)
        values[np.searchsorted(keys, own)] = curve.recorded[known]
        columns[curve.name] = pa.array(values, mask=np.isnan(values))
    return pa.table(columns)


def _points(curve: Curves) -> np.ndarray:
    """(values there are,) the row and the step of each value as one number, ascending."""
    row = np.repeat(np.arange(len(curve.trials)), curve.counts)
    return ((row << _STEP_BITS) | curve.all_steps())[~np.isnan(curve.recorded)]


def write_csv(table: pa.Table, file: Any, header: bool = True) -> None:
    """Write a table of curves as CSV; no name of a curve is a formula to a spreadsheet.

    Args:
        table: the table.
        file: what takes bytes.
        header: whether the names of the columns come first.
    """
    from pyarrow import csv

    named = table.rename_columns([cell(name) for name in table.column_names])
    csv.write_csv(named, file, csv.WriteOptions(include_header=header))


def csv_texts(table: pa.Table) -> Iterator[str]:
    """A table of curves as CSV, in pieces of a few MiB."""
    for start in range(0, max(table.num_rows, 1), CSV_LINES):
        written = io.BytesIO()
        write_csv(table.slice(start, CSV_LINES), written, header=not start)
        yield written.getvalue().decode()


def write_table(table: pa.Table, path: str | os.PathLike[str]) -> Path:
    """Write a table as CSV or Parquet, whole or not at all; a file that is there is replaced.

    Args:
        table: the table.
        path: ends in ``.csv`` or ``.parquet``.

    Raises:
        StudyError: the path has another ending, or its folder is not there.
        StorageError: the file cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in ENDINGS:
        raise StudyError(f"curves are written to a file ending in {' or '.join(ENDINGS)}, not '{path}'.")
    if not path.parent.is_dir():
        raise StudyError(f"there is no folder '{path.parent}' to write curves to.")
    from pyarrow.parquet import write_table as write_parquet

    with storage_errors(path), replacing(path, PUBLIC) as temporary:
        (write_csv if path.suffix.lower() == ".csv" else write_parquet)(table, temporary)
    return path
