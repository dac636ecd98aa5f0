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

_STEP_BITS = 32
"""Steps are counted in so many bits, at most."""

_STEP_MASK = (1 << _STEP_BITS) - 1

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
