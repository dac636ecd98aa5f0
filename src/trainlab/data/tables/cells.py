"""Cells of a table as inputs and targets; what cannot be used is named by column and row."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from trainlab.data.inputs import is_blurred
from trainlab.data.reading import Reading, option
from trainlab.data.tables.column_types import holds_numbers, holds_text
from trainlab.data.tables.long_numbers import EXACT, alike_note, lost_numbers
from trainlab.data.tables.missing import arrow_functions, missing_value, show_cell
from trainlab.data.tables.numbers import is_number, number_pattern, what_helps
from trainlab.data.tables.text_file import as_text
from trainlab.errors import DataError

if TYPE_CHECKING:
    import pyarrow as pa

RowName = Callable[[int], str]
"""Says which row of the file the example with that index (from 0) is, as a person counts."""


def input_columns(
    table: pa.Table,
    names: Sequence[str],
    file: str,
    row_name: RowName,
    reading: Reading | None = None,
    notes: list[str] | None = None,
    *,
    written: bool = False,
) -> np.ndarray:
    """Columns of numbers or flags side by side.

    Args:
        table: the columns.
        names: of the inputs.
        file: what errors call the file.
        row_name: says which row an example is.
        reading: what is said of the file.
        notes: receives a sentence about each column whose whole numbers 64 bits cannot tell apart.
        written: whether text may write numbers, as in CSV files.

    Returns:
        (rows, columns), C-contiguous; float32, or float64 where 32 bits would blur a column.

    Raises:
        DataError: a cell is text, missing, infinite or too large for 32 bits; names column and first bad row.
    """
    inputs = np.empty((table.num_rows, len(names)), dtype=np.float32)
    for index, name in enumerate(names):
        column, what = table.column(name), f"column '{name}' of {file}"
        values = _numbers(column, what, row_name, reading or Reading(), written)
        with np.errstate(over="ignore"):
            finite = np.isfinite(values.astype(np.float32))
        if not finite.all():
            row = int(np.flatnonzero(~finite)[0])
            if math.isnan(values[row]):
                raise missing_value(what, _word(column[row]), row_name(row))
            raise DataError(
                f"{what} is infinite or too large for a 32-bit number in {row_name(row)}: {values[row]:g}."
            )
        if inputs.dtype == np.float32 and is_blurred(values[:, np.newaxis]):
            inputs = inputs.astype(np.float64)
        inputs[:, index] = values
        if notes is not None and np.abs(values).max(initial=0) > EXACT:
            lost = lost_numbers(column, values)
            notes += [alike_note(what, name, lost)] if lost else []
    return inputs


def number_columns(
    table: pa.Table, names: Sequence[str], what: str, row_name: RowName, reading: Reading, written: bool
) -> np.ndarray:
    """Columns of numbers in 64 bits, (rows, columns).

    Args:
        table, row_name, reading, written: as of :func:`input_columns`.
        names: of the columns.
        what: what errors call one; ``{}`` stands for its name.

    Raises:
        DataError: a cell is text, missing or infinite; names column and first bad row.
    """
    numbers = np.empty((table.num_rows, len(names)))
    for index, name in enumerate(names):
        called = what.replace("{}", name)
        numbers[:, index] = _numbers(table.column(name), called, row_name, reading, written)
        bad = np.flatnonzero(~np.isfinite(numbers[:, index]))
        if len(bad):
            row = int(bad[0])
            if math.isnan(numbers[row, index]):
                raise missing_value(called, _word(table.column(name)[row]), row_name(row))
            raise DataError(f"{called} is infinite in {row_name(row)}.")
    return numbers


def target_column(
    table: pa.Table, name: str, file: str, row_name: RowName, missing: Sequence[str] = ()
) -> list:
    """The targets as plain numbers, flags or text; decimals, dates and times become text.

    Raises:
        DataError: a target is missing, or names no class; names column and first bad row.
    """
    what = f"target column '{name}' of {file}"
    values = _plain(table.column(name))
    words = {"", *missing}
    for row, value in enumerate(values):
        if isinstance(value, bytes):
            value = as_text(value)
        if isinstance(value, str):
            value = values[row] = value.strip()
        if value is None or value != value or str(value) in words:
            raise missing_value(what, "" if value is None else str(value), row_name(row))
        if not isinstance(value, bool | int | float | str) or value in (float("inf"), float("-inf")):
            raise DataError(
                f"{what} holds {show_cell(value)} in {row_name(row)}, which names no class: use text or "
                f"numbers."
            )
    return values


def _plain(column: pa.ChunkedArray) -> list:
    """Values as Python has them; of a dictionary's, equal ones are one object, however long the text."""
    import pyarrow as pa
    import pyarrow.types as types

    dated = types.is_temporal(column.type) and not types.is_duration(column.type)
    if dated or types.is_decimal(column.type):
        seconds = re.compile(r"(:\d\d)\.0+$")
        return [value and seconds.sub(r"\1", value) for value in column.cast(pa.string()).to_pylist()]
    if not types.is_dictionary(column.type):
        return column.to_pylist()
    values: list = []
    for chunk in column.iterchunks():
        named = [
            as_text(value) if isinstance(value, bytes) else value for value in chunk.dictionary.to_pylist()
        ]
        values += [None if index is None else named[index] for index in chunk.indices.to_pylist()]
    return values


def _numbers(
    column: pa.ChunkedArray, what: str, row_name: RowName, reading: Reading, written: bool
) -> np.ndarray:
    """Values in 64 bits, NaN where one is missing."""
    import pyarrow as pa
    import pyarrow.types as types

    if not holds_numbers(column.type):
        if not (written and holds_text(column.type)):
            row = _first_text(column)
            value = _text(column[row])
            if value is None or value == "":
                raise missing_value(what, "", row_name(row))
            raise _no_number(what, value, row_name(row))
        return _written_numbers(column, what, row_name, reading)
    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if types.is_decimal(column.type) or types.is_null(column.type):
        column = column.cast(pa.float64())
    values = np.array(column.to_numpy(), dtype=np.float64)
    if column.null_count:
        values[column.is_null().to_numpy()] = np.nan
    for word in filter(is_number, reading.missing):
        if len(bad := np.flatnonzero(values == float(word))):
            raise missing_value(what, word, row_name(int(bad[0])))
    return values


def _written_numbers(column: pa.ChunkedArray, what: str, row_name: RowName, reading: Reading) -> np.ndarray:
    """Numbers that are text because of their marks, or of a cell that is not a number."""
    import pyarrow as pa

    compute = arrow_functions()
    text = compute.utf8_trim_whitespace(column.cast(pa.string()))
    decimal = reading.decimal or "."
    numbers = compute.match_substring_regex(text, number_pattern(decimal, reading.thousands)).fill_null(False)
    wrong = ~numbers.to_numpy()
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        word = text[row].as_py() or ""
        if word in ("", *reading.missing):
            raise missing_value(what, word, row_name(row))
        raise _no_number(what, word, row_name(row))
    if reading.thousands is not None:
        text = compute.replace_substring(text, reading.thousands, "")
    text = compute.replace_substring(text, decimal, ".")
    return np.array(text.cast(pa.float64()).to_numpy(), dtype=np.float64)


def _no_number(what: str, value: object, row: str) -> DataError:
    helps = what_helps(value) if isinstance(value, str) else ""
    if isinstance(value, str) and is_number(value):
        helps = " Its decimal point or its thousands separator is not the one given."
    elif not helps and isinstance(value, str):
        name = what.split("'")[1] if what.count("'") == 2 else "COLUMN"
        if what.startswith("target"):
            return DataError(
                f"{what} holds {show_cell(value)} in {row}, which is not a number: with task=regression "
                "targets are numbers."
            )
        helps = f" Inputs are numbers: a column of words is left out with {option('ignore', name)}."
    return DataError(f"{what} holds {show_cell(value)} in {row}, which is not a number.{helps}")


def _first_text(column: pa.ChunkedArray) -> int:
    """Index of the first cell that is not a number; 0 if each looks like one here but not to Arrow."""
    cells = (value for chunk in column.iterchunks() for value in chunk)
    bad = (row for row, cell in enumerate(cells)
           if not isinstance(value := _text(cell), str) or not is_number(value))  # fmt: skip
    return next(bad, 0)


def _word(cell: pa.Scalar) -> str:
    """What is in a cell that is missing, if it is not empty."""
    value = _text(cell)
    return "" if value is None else str(value)


def _text(cell: pa.Scalar) -> object:
    """A cell's value; bytes as text."""
    value = cell.as_py()
    return as_text(value) if isinstance(value, bytes) else value
