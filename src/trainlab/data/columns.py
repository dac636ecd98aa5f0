"""Columns of a table as inputs and targets; what cannot be used is named by column and row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from trainlab.errors import DataError, unknown_name

if TYPE_CHECKING:
    import pyarrow as pa

USUAL_TARGETS = ("target", "label", "class", "y")
"""Column names that are taken for the target where none is named."""

MISSING = frozenset({"", "na", "n/a", "#na", "#n/a", "nan", "-nan", "null", "none", "?"})
"""Texts, in lower case, that mean a missing value."""

_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*")

RowName = Callable[[int], str]
"""Says which row of the file the example with that index (from 0) is, as a person counts."""


MOST_COLUMNS = 25_000
"""Columns of a table: Arrow takes 10 kB for each, whatever is in it."""


def check_count(columns: int, file: str) -> None:
    """Refuse more columns than Arrow can hold with ease.

    Raises:
        DataError: there are more than :data:`MOST_COLUMNS`.
    """
    if columns > MOST_COLUMNS:
        raise DataError(
            f"{file} has {columns:,} columns: at most {MOST_COLUMNS:,} are read from a table. Save so many "
            "inputs as an NPZ file, with arrays x and y."
        )


def holds_numbers(kind: pa.DataType) -> bool:
    """Whether a column of that type can be inputs: numbers, flags or (told of elsewhere) no values."""
    import pyarrow.types as types

    kind = kind.value_type if types.is_dictionary(kind) else kind
    return (
        types.is_integer(kind) or types.is_floating(kind) or types.is_boolean(kind) or types.is_decimal(kind)
        or types.is_null(kind)
    )  # fmt: skip


def holds_classes(kind: pa.DataType) -> bool:
    """Whether a column of that type can be targets: numbers, flags or text."""
    import pyarrow.types as types

    kind = kind.value_type if types.is_dictionary(kind) else kind
    text = types.is_string(kind) or types.is_large_string(kind)
    return text or (holds_numbers(kind) and not types.is_decimal(kind))


def check_names(names: Sequence[str], file: str) -> None:
    """Refuse columns without a name or with the same one.

    Raises:
        DataError: naming the column.
    """
    for position, name in enumerate(names, 1):
        if not name:
            raise DataError(
                f"column {position} of {file} has no name (is it a row index?): name it, or leave it out."
            )
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise DataError(
            f"column '{twice}' is in {file} more than once: every column needs a name of its own."
        )


def choose_target(names: Sequence[str], target: str | None, file: str) -> str:
    """The name of the target column: the one asked for, or the only one with a usual name.

    Raises:
        DataError: there is no such column, or none or several have a usual name.
    """
    if target is not None:
        if target not in names:
            raise DataError(f"{file}: {unknown_name('target column', target, names)}")
        return target
    usual = [name for name in names if name.lower() in USUAL_TARGETS]
    if len(usual) != 1:
        raise DataError(
            f"{file} does not say which column holds the class: name one as the target, of "
            f"{', '.join(names)}."
        )
    return usual[0]


def input_columns(table: pa.Table, names: Sequence[str], file: str, row_name: RowName) -> np.ndarray:
    """Columns of numbers or flags side by side.

    Returns:
        (rows, columns) float32, C-contiguous.

    Raises:
        DataError: a cell is text, missing, infinite or too large for 32 bits; names column and first bad row.
    """
    inputs = np.empty((table.num_rows, len(names)), dtype=np.float32)
    places = {name: place for place, name in enumerate(table.column_names)}
    with np.errstate(over="ignore"):
        for index, name in enumerate(names):
            column = table.column(places[name])
            inputs[:, index] = _numbers(column, f"column '{name}' of {file}", row_name)
    for row, index in np.argwhere(~np.isfinite(inputs))[:1]:
        raise DataError(
            f"column '{names[index]}' of {file} is infinite or too large for a 32-bit number in "
            f"{row_name(int(row))}: "
            f"{table.column(names[index])[int(row)].as_py():g}."
        )
    return inputs


def target_column(table: pa.Table, name: str, file: str, row_name: RowName) -> list:
    """The targets as plain numbers, flags or text.

    Raises:
        DataError: a target is missing, or is no number, flag or text; names column and first bad row.
    """
    what = f"target column '{name}' of {file}"
    values = _plain(table.column(name))
    for row, value in enumerate(values):
        if isinstance(value, str):
            value = values[row] = value.strip()
        if value is None or value != value or (isinstance(value, str) and value.lower() in MISSING):
            raise DataError(f"{what} has a missing value in {row_name(row)}.")
        if not isinstance(value, bool | int | float | str) or value in (float("inf"), float("-inf")):
            raise DataError(
                f"{what} holds {_show(value)} in {row_name(row)}, which names no class: use text or numbers."
            )
    return values


def _plain(column: pa.ChunkedArray) -> list:
    """Values as Python has them; of a dictionary's, equal ones are one object, however long the text."""
    import pyarrow.types as types

    if not types.is_dictionary(column.type):
        return column.to_pylist()
    values: list = []
    for chunk in column.iterchunks():
        named = chunk.dictionary.to_pylist()
        values += [None if index is None else named[index] for index in chunk.indices.to_pylist()]
    return values


def _numbers(column: pa.ChunkedArray, what: str, row_name: RowName) -> np.ndarray:
    import pyarrow as pa
    import pyarrow.types as types

    if not holds_numbers(column.type):
        row = _first_text(column)
        value = _text(column[row])
        if value is None or (isinstance(value, str) and value.strip().lower() in MISSING):
            raise DataError(f"{what} has a missing value in {row_name(row)}.")
        raise DataError(f"{what} holds {_show(value)} in {row_name(row)}, which is not a number.")
    missing = column.is_null(nan_is_null=True).to_numpy()
    if missing.any():
        raise DataError(f"{what} has a missing value in {row_name(int(np.flatnonzero(missing)[0]))}.")
    if types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if types.is_decimal(column.type):
        column = column.cast(pa.float64())
    return np.asarray(column.to_numpy(), dtype=np.float64)


def _first_text(column: pa.ChunkedArray) -> int:
    """Index of the first cell that is not a number; 0 if each looks like one here but not to Arrow."""
    cells = (value for chunk in column.iterchunks() for value in chunk)
    bad = (row for row, cell in enumerate(cells)
           if not isinstance(value := _text(cell), str) or not _NUMBER.fullmatch(value))  # fmt: skip
    return next(bad, 0)


def _text(cell: pa.Scalar) -> object:
    """A cell's value; Arrow gives bytes where a column holds text that is not UTF-8."""
    value = cell.as_py()
    return value.decode(errors="replace") if isinstance(value, bytes) else value


def _show(value: object) -> str:
    text = str(value) if len(str(value)) <= 40 else f"{str(value)[:37]}..."
    return f"'{text}'"
