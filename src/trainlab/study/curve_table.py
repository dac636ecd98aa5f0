"""Curves as tables and as files for other programs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from trainlab.errors import StudyError
from trainlab.record import Curves
from trainlab.spreadsheet import cell
from trainlab.store.atomic import replacing, storage_errors
from trainlab.store.disk import PUBLIC

if TYPE_CHECKING:
    import pyarrow as pa

ENDINGS = (".csv", ".parquet")
"""Of the files that curves are written to."""


def curve_table(curves: Sequence[Curves]) -> pa.Table:
    """Curves of the same trials as one table: a row for each trial and step that any of them has a value at.

    Args:
        curves: the curves, all of the same trials.

    Returns:
        Columns ``trial`` and ``step``, then one a curve; null where it has no value.
    """
    import pyarrow as pa

    steps = reduce(np.union1d, (curve.steps for curve in curves), np.empty(0, np.int64))
    ids = curves[0].trials if curves else np.empty(0, np.int64)
    spread = {curve.name: _spread(curve, steps) for curve in curves}
    seen = np.zeros((len(ids), len(steps)), bool)
    for values in spread.values():
        seen |= ~np.isnan(values)
    row, column = np.nonzero(seen)
    columns = {"trial": pa.array(ids[row]), "step": pa.array(steps[column])}
    for name, values in spread.items():
        columns[name] = pa.array(values[seen], mask=np.isnan(values[seen]))
    return pa.table(columns)


def _spread(curve: Curves, steps: np.ndarray) -> np.ndarray:
    """The values of a curve at those steps, NaN where it has none."""
    if np.array_equal(curve.steps, steps):
        return curve.values
    values = np.full((len(curve.trials), len(steps)), np.nan, curve.values.dtype)
    values[:, np.searchsorted(steps, curve.steps)] = curve.values
    return values


def write_csv(table: pa.Table, file: Any) -> None:
    """Write a table of curves as CSV; no name of a curve is a formula to a spreadsheet.

    Args:
        table: the table.
        file: what takes bytes.
    """
    from pyarrow import csv

    csv.write_csv(table.rename_columns([cell(name) for name in table.column_names]), file)


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
