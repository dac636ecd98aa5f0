"""Tables of columns as datasets; CSV files, read with Arrow."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from trainlab.data.columns import (
    RowName,
    check_count,
    check_names,
    choose_target,
    input_columns,
    target_column,
)  # fmt: skip
from trainlab.data.dataset import Dataset
from trainlab.data.memory import check_fits
from trainlab.errors import DataError
from trainlab.files import open_regular, regular_size

if TYPE_CHECKING:
    import pyarrow as pa

DELIMITERS = ",;\t"
BEGINNING = 1 << 12
"""Bytes in which a file of another kind shows."""

OTHER_KINDS = {
    b"\xff\xfe": "UTF-16: save it as UTF-8",
    b"\xfe\xff": "UTF-16: save it as UTF-8",
    b"PAR1": "a Parquet file: name it so",
    b"PK\3\4": "a zip archive or a spreadsheet: take out the CSV, or save as CSV",
    b"\x1f\x8b": "compressed: decompress it first",
}
"""How files begin that are mistaken for CSV, and what helps."""

BLOCK = 1 << 24
"""Bytes Arrow parses at a time; no row may be longer."""


def read_csv(path: Path, target: str | None, seed: int) -> Dataset:
    """A dataset from a CSV file with a header; commas, semicolons or tabs separate its columns.

    Args:
        path: the file, in UTF-8.
        target: the column with the class; by default the only one named target, label, class or y.
        seed: seed of the split.

    Raises:
        DataError: a column or row cannot be used. Rows are counted as lines of the file, the header as row 1.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    check_fits(regular_size(path), str(path))
    delimiter = _delimiter(path)
    _check_columns(path, delimiter)
    try:
        table = arrow_csv.read_csv(
            path,
            read_options=arrow_csv.ReadOptions(block_size=BLOCK),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        )
        names = [name.strip() for name in table.column_names]
    except (pa.ArrowException, UnicodeDecodeError) as problem:
        _refuse_ragged(path, delimiter)
        raise DataError(f"{path} cannot be read as CSV (in UTF-8): {str(problem).splitlines()[0]}.") from None
    if all(re.fullmatch(r"[+-]?[\d.]+([eE][+-]?\d+)?", name) for name in names):
        raise DataError(
            f"{path} has no header: its first row ({', '.join(names[:5])}) "
            "is all numbers. Add a row of names."
        )

    def row_name(index: int) -> str:
        rows = (line for line, record in _rows(path, delimiter) if record)
        return (
            f"row {next(line for count, line in enumerate(rows) if count == index + 1)} (the header is row 1)"
        )

    return table_dataset(table.rename_columns(names), path, target, seed, row_name)


def table_dataset(table: pa.Table, path: Path, target: str | None, seed: int, row_name: RowName) -> Dataset:
    """A dataset from the columns of a file.

    Args:
        table: its columns.
        path: the file, for messages.
        target: the column with the class, or None for the only one with a usual name.
        seed: seed of the split.
        row_name: which row of the file an example is.

    Raises:
        DataError: a column or row cannot be used.
    """
    names = table.column_names
    check_names(names, str(path))
    if table.num_rows == 0:
        raise DataError(f"{path} is empty: it has no rows of data.")
    chosen = choose_target(names, target, str(path))
    features = [name for name in names if name != chosen]
    if not features:
        raise DataError(
            f"{path} has no column besides the target '{chosen}': there is nothing to learn from."
        )
    check_fits(4 * table.num_rows * len(features), str(path))
    return Dataset.from_arrays(
        input_columns(table, features, str(path), row_name),
        target_column(table, chosen, str(path), row_name),
        features=features,
        name=path.stem,
        source=f"{path}, target {chosen}",
        seed=seed,
    )


def _refuse_no_text(path: Path) -> None:
    """Refuse a file of another kind, which would only seem to have a damaged row."""
    with open_regular(path) as file:
        start = file.read(BEGINNING)
    looks = next((kind for magic, kind in OTHER_KINDS.items() if start.startswith(magic)), None)
    if looks or b"\0" in start:
        hint = f" It looks like {looks}." if looks else ""
        raise DataError(f"{path} cannot be read as CSV: it is not text in UTF-8.{hint}")


def _delimiter(path: Path) -> str:
    """The separator that the header has most of, outside quotes."""
    _refuse_no_text(path)
    with path.open(encoding="utf-8", errors="replace") as file:
        header = re.sub(r'"[^"]*"', "", file.readline(BLOCK))
    if not header.strip():
        problem = "its first row is blank" if path.stat().st_size else "it is empty"
        raise DataError(f"{path} cannot be used: {problem}, but the first row must name the columns.")
    return max(DELIMITERS, key=header.count)


def _check_columns(path: Path, delimiter: str) -> None:
    """Refuse too many columns before Arrow makes room for each of them."""
    try:
        header = next((record for _, record in _rows(path, delimiter) if record), [])
    except csv.Error:  # Arrow will say more of it
        return
    check_count(len(header), str(path))


def _rows(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it starts on; empty lines are rows without cells."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        line = 1
        for record in reader:
            yield line, record
            line = reader.line_num + 1


def _refuse_ragged(path: Path, delimiter: str) -> None:
    """Raise for the first row with more or fewer cells than the header."""
    width = None
    try:
        for line, record in _rows(path, delimiter):
            width = len(record) if width is None and record else width
            if record and len(record) != width:
                raise DataError(
                    f"row {line} of {path} has {len(record)} cells, but the header (row 1) has {width}."
                )
    except csv.Error:  # what Arrow said of it stands
        return
