"""Parquet files as datasets, read with Arrow after their sizes and types were checked."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.data.formats.csv_table import table_contents
from trainlab.data.formats.examples import Contents
from trainlab.data.formats.format import FileFormat
from trainlab.data.formats.memory import check_expansion, check_fits
from trainlab.data.reading import OF_NAMED, OF_TABLES, Reading
from trainlab.data.tables.cells import input_columns, target_column
from trainlab.data.tables.column_types import holds_classes, holds_numbers, holds_text
from trainlab.data.tables.columns import check_count, check_features, check_names, choose_columns
from trainlab.errors import DataError
from trainlab.files.opening import open_regular, size_of
from trainlab.files.parquet.footer import PageError, read_footer
from trainlab.files.parquet.pages import unpacked_bytes
from trainlab.files.parquet.thrift import ThriftError

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

PANDAS_INDEX = "__index_level_"
"""How the names of the columns start that pandas keeps its index in: they number the rows and are not
features."""

FIRST_ROWS = 16
"""Rows that are read of a column that cannot be used, to show what it holds."""

INSTEAD = "Save it as CSV or NPZ."


def read_parquet(path: Path, reading: Reading) -> Contents:
    """The examples of a Parquet file.

    Args:
        path: the file.
        reading: what is said of it. Without a target it is the only column named target, label, class or y,
            or the only one of text.

    Raises:
        DataError: the file is damaged, or a column or row cannot be used. Rows are counted from 1.
    """
    import pyarrow as pa

    try:
        table, chosen, features, note = _read(path, reading)
        table.validate(full=True)
        return table_contents(table, path, chosen, features, reading, _row_name, [note], written=False)
    except (pa.ArrowException, PageError, ThriftError, OSError, ValueError, OverflowError) as problem:
        raise _not_parquet(path, problem) from None


def read_parquet_columns(path: Path, features: Sequence[str], reading: Reading) -> np.ndarray:
    """(rows, features) some columns of a Parquet file, all of them numbers.

    Args:
        path: the file.
        features: the columns.
        reading: what is said of such files.

    Raises:
        DataError: the file is damaged, a column is not there, or a cell is missing or no number.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with open_regular(path) as opened:
            _check_sizes(opened, size_of(opened), str(path))
            with parquet.ParquetFile(path) as file:
                check_features(file.schema_arrow.names, features, str(path))
                if file.metadata.num_rows == 0:
                    raise DataError(f"{path} is empty: it has no rows of data.")
                _check_types(file, features, (), str(path))
                table = file.read(columns=list(features))
        table.validate(full=True)
        return input_columns(table, features, str(path), _row_name, reading)
    except (pa.ArrowException, PageError, ThriftError, OSError, ValueError, OverflowError) as problem:
        raise _not_parquet(path, problem) from None


def _not_parquet(path: Path, problem: Exception) -> DataError:
    reason = (str(problem).splitlines() or ["no reason given"])[0]
    return DataError(f"{path} cannot be read as Parquet: {reason}.")


def _row_name(index: int) -> str:
    return f"row {index + 1} (counted from 1)"


def _read(path: Path, reading: Reading) -> tuple[pa.Table, list[str], list[str], str]:
    """The columns that are used, the names of the targets and of the inputs, and what was assumed."""
    from pyarrow import parquet

    with open_regular(path) as opened:
        _check_sizes(opened, size_of(opened), str(path))
        with parquet.ParquetFile(path) as file:
            metadata = file.metadata
            names = [name for name in file.schema_arrow.names if not name.startswith(PANDAS_INDEX)]
            if metadata.num_rows == 0:
                raise DataError(f"{path} is empty: it has no rows of data.")
            check_names(names, str(path))
            types = {field.name: field.type for field in file.schema_arrow}
            texts = [name for name in names if holds_text(types[name])]
            chosen, features, note = choose_columns(names, reading, str(path), texts)
            _check_types(file, [*features, *chosen], chosen, str(path))
        # Text is read as numbers of words: a long word that a file repeats takes its bytes only once.
        with parquet.ParquetFile(path, metadata=metadata, read_dictionary=chosen) as file:
            return file.read(columns=[*features, *chosen]), chosen, features, note


def _check_sizes(file: io.BufferedReader, size: int, what: str) -> None:
    """Refuse what would fill the memory: many pages' worth, or runs of one value that expand to many rows."""
    footer = read_footer(file, size)
    check_count(footer.columns, what)
    needed = max(8 * footer.rows * footer.columns, unpacked_bytes(file, footer.chunks))
    check_expansion(needed, size, what, INSTEAD)
    check_fits(needed, what)


def _check_types(file: ParquetFile, names: Sequence[str], chosen: Sequence[str], what: str) -> None:
    """Refuse columns that cannot be used before they are read: words or lists could take any memory."""
    import pyarrow as pa

    types = {field.name: field.type for field in file.schema_arrow}
    for name in names:
        usable = holds_classes(types[name]) if name in chosen else holds_numbers(types[name])
        if usable:
            continue
        for batch in file.iter_batches(batch_size=FIRST_ROWS, columns=[name]):
            first = pa.Table.from_batches([batch]).select([name])
            if name in chosen:
                target_column(first, name, what, _row_name)
            else:
                input_columns(first, [name], what, _row_name)
            break
        raise DataError(
            f"column '{name}' of {what} is of type {types[name]}: inputs must be numbers, targets numbers, "
            "text, dates or times."
        )


PARQUET = FileFormat(
    name="parquet",
    title="Parquet",
    endings=(".parquet",),
    read=read_parquet,
    options=frozenset((*OF_TABLES, *OF_NAMED)),
)
