"""Missing values of a table: which rows lack one, and what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from trainlab.data.reading import option
from trainlab.data.tables.column_types import holds_numbers, holds_text
from trainlab.data.tables.numbers import is_number
from trainlab.errors import DataError

if TYPE_CHECKING:
    import pyarrow as pa


def complete_rows(table: pa.Table, names: Sequence[str], missing: Sequence[str]) -> np.ndarray:
    """Which rows lack no value in some columns, (rows,) flags."""
    import pyarrow as pa

    compute = arrow_functions()
    complete = np.ones(table.num_rows, dtype=bool)
    for name in names:
        column = table.column(name)
        lacking = column.is_null(nan_is_null=True).to_numpy().copy()
        if holds_text(column.type):
            text = compute.utf8_trim_whitespace(column.cast(pa.string()))
            lacking |= compute.is_in(text, pa.array(["", *missing])).to_numpy()
        elif holds_numbers(column.type):
            for word in filter(is_number, missing):
                equal = compute.equal(column.cast(pa.float64()), float(word))
                lacking |= equal.fill_null(False).to_numpy()
        complete &= ~lacking
    return complete


def arrow_functions() -> Any:
    """Arrow's functions of columns: it makes them when it is imported, so that no type checker knows them."""
    import pyarrow.compute

    return pyarrow.compute


def missing_value(what: str, word: str, row: str) -> DataError:
    """The error of a value that is missing.

    Args:
        what: whose it is.
        word: what is there.
        row: where.
    """
    shown = f" ({show_cell(word)})" if word.strip() else ""
    return DataError(
        f"{what} has a missing value{shown} in {row}: fill it in, or leave such rows out with "
        f"{option('drop_missing')}."
    )


def show_cell(value: object) -> str:
    """A cell, for a message: at most 40 characters."""
    text = str(value) if len(str(value)) <= 40 else f"{str(value)[:37]}..."
    return f"'{text}'"
