"""Tables of columns as examples; CSV files, read with Arrow."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from trainlab.counted import counted
from trainlab.data.formats.examples import Contents, Examples
from trainlab.data.formats.format import FileFormat
from trainlab.data.formats.memory import check_fits
from trainlab.data.reading import OF_CSV, OF_NAMED, OF_TABLES, Reading
from trainlab.data.tables.cells import RowName, input_columns
from trainlab.data.tables.columns import check_features, check_names, choose_columns, unnamed
from trainlab.data.tables.csv_layout import BLANK, Layout, csv_layout
from trainlab.data.tables.long_numbers import alike_note, beyond_exact, lost_digits
from trainlab.data.tables.missing import complete_rows
from trainlab.data.tables.target_columns import table_targets
from trainlab.data.tables.text_file import UTF_8
from trainlab.errors import DataError
from trainlab.files.opening import regular_size
from trainlab.tasks import TASKS

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1 << 24
"""Bytes Arrow parses at a time; no row may be longer."""


def read_csv(path: Path, reading: Reading) -> Contents:
    """The examples of a CSV file.

    Args:
        path: the file, in UTF-8 or Latin-1; commas, semicolons, tabs, pipes or blanks separate its columns.
        reading: what is said of it; see :mod:`trainlab.data.tables.csv_layout` for what is looked for
            otherwise. The target is text, as it is written.

    Raises:
        DataError: a column or row cannot be used. Rows are counted as lines of the file.
    """
    import pyarrow as pa

    check_fits(regular_size(path), str(path))
    layout = csv_layout(path, reading)
    # Only a column that is to be left out may do without a name.
    numbered = [(name, unnamed(position)) for position, name in enumerate(layout.names, 1)]
    names = [called if not name and called in reading.ignore else name for name, called in numbered]
    check_names(names, str(path))
    chosen, features, note = choose_columns(names, reading, _called(path, layout), layout.texts)
    read = partial(_read_cells, layout, reading)
    try:
        table = read({str(names.index(name)): pa.dictionary(pa.int32(), pa.string()) for name in chosen})
        places = {name: str(names.index(name)) for name in features}
        long = {name: place for name, place in places.items() if beyond_exact(table.column(place))}
        written = read(dict.fromkeys(long.values(), pa.string()), [*long.values()]) if long else None
    except (pa.ArrowException, UnicodeDecodeError) as problem:
        _refuse_ragged(layout)
        raise DataError(f"{path} cannot be read as CSV: {str(problem).splitlines()[0]}.") from None
    notes = [*layout.notes, note]
    for name, place in long.items():
        if written is not None and (lost := lost_digits(written.column(place), table.column(place))):
            notes.append(alike_note(f"column '{name}' of {path}", name, lost))
    table = table.rename_columns(names)
    contents = table_contents(table, path, chosen, features, reading, layout.row_name, notes)
    return replace(contents, header=layout.header)


def read_csv_columns(path: Path, features: Sequence[str], reading: Reading) -> np.ndarray:
    """(rows, features) some columns of a CSV file, all of them numbers.

    Args:
        path: the file.
        features: the columns.
        reading: what is said of such files; a first row that names one of the columns is a header.

    Raises:
        DataError: a column is not there, or a cell is missing or no number.
    """
    import pyarrow as pa

    check_fits(regular_size(path), str(path))
    layout = csv_layout(path, replace(reading, target=features[0]))
    check_features(layout.names, features, _called(path, layout))
    places = [str(layout.names.index(name)) for name in features]
    try:
        table = _read_cells(layout, reading, {}, places)
        if long := [place for place in places if beyond_exact(table.column(place))]:
            table = _read_cells(layout, reading, dict.fromkeys(long, pa.string()), places)
    except (pa.ArrowException, UnicodeDecodeError) as problem:
        _refuse_ragged(layout)
        raise DataError(f"{path} cannot be read as CSV: {str(problem).splitlines()[0]}.") from None
    if table.num_rows == 0:
        raise DataError(f"{path} is empty: it has no rows of data.")
    table = table.rename_columns(list(features))
    return input_columns(table, features, str(path), layout.row_name, reading, written=True)


def _read_cells(
    layout: Layout, reading: Reading, types: dict[str, pa.DataType], only: Sequence[str] = ()
) -> pa.Table:
    """The columns of a file, or only some of them; their names are their places. Some have a type given."""
    from pyarrow import csv as arrow_csv

    blank = layout.separator == BLANK
    return arrow_csv.read_csv(
        _with_tabs(layout) if blank else layout.path,
        read_options=arrow_csv.ReadOptions(
            block_size=BLOCK, column_names=[str(place) for place in range(len(layout.names))],
            skip_rows_after_names=int(layout.header),
            encoding="utf8" if blank or layout.encoding == UTF_8 else layout.encoding,
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter="\t" if blank else layout.separator, newlines_in_values=True
        ),
        convert_options=arrow_csv.ConvertOptions(
            null_values=[""], column_types=types, decimal_point=reading.decimal or ".",
            include_columns=list(only),
        ),
    )  # fmt: skip


def table_contents(
    table: pa.Table,
    path: Path,
    chosen: Sequence[str],
    features: Sequence[str],
    reading: Reading,
    row_name: RowName,
    notes: Sequence[str] = (),
    *,
    written: bool = True,
) -> Contents:
    """The examples that the columns of a file hold.

    Args:
        table: its columns.
        path: the file, for messages.
        chosen: the columns of targets.
        features: the columns of inputs.
        reading: what is said of the file.
        row_name: which row of the file an example is.
        notes: what was assumed so far.
        written: whether text may write numbers, as in CSV files.

    Raises:
        DataError: a column or row cannot be used.
    """
    file = str(path)
    if table.num_rows == 0:
        raise DataError(f"{path} is empty: it has no rows of data.")
    said = [note for note in notes if note]
    if reading.drop_missing:
        complete = complete_rows(table, [*features, *chosen], reading.missing)
        if not complete.all():
            lacking = counted(int((~complete).sum()), "row")
            said.append(f"{path}: {lacking} of {len(complete):,} left out for lack of a value.")
            kept = np.flatnonzero(complete)
            if not len(kept):
                raise DataError(f"every row of {path} lacks a value: there is nothing to learn from.")
            table = table.take(kept)
            row_name = partial(_row_of_part, row_name, kept)

    check_fits(8 * table.num_rows * len(features), file)
    inputs = input_columns(table, features, file, row_name, reading, said, written=written)
    targets, task = table_targets(table, chosen, file, row_name, reading, written=written)
    numeric = TASKS[task].numeric
    examples = Examples(inputs=inputs, targets=targets, features=tuple(features))
    return Contents(
        splits={"train": examples}, target=",".join(chosen), notes=tuple(said),
        task=task if numeric else None, target_names=tuple(chosen) if numeric else None,
    )  # fmt: skip


def _row_of_part(row_name: RowName, kept: np.ndarray, index: int) -> str:
    """Which row of the file an example is, where rows are left out."""
    return row_name(int(kept[index]))


def _called(path: Path, layout: Layout) -> str:
    """What errors about its columns call a file."""
    return str(path) if layout.header else f"{path} (read without a header)"


def _with_tabs(layout: Layout) -> io.BytesIO:
    """The rows of a file whose columns are separated by any number of blanks, with single tabs instead."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter="\t", lineterminator="\n")
    try:
        for _, record in layout.rows():
            writer.writerow(record)
    except csv.Error as problem:
        raise DataError(f"{layout.path} cannot be read as CSV: {problem}.") from None
    return io.BytesIO(text.getvalue().encode())


def _refuse_ragged(layout: Layout) -> None:
    """Raise for the first row with more or fewer cells than the first one."""
    width = len(layout.names)
    first = "the header (row 1)" if layout.header else "the first"
    try:
        for line, record in layout.rows():
            if record and len(record) != width:
                raise DataError(
                    f"row {line} of {layout.path} has {len(record)} cells, but {first} has {width}."
                )
    except csv.Error:  # Arrow's message about it is used
        return


CSV = FileFormat(
    name="csv",
    title="CSV",
    endings=(".csv", ".tsv", ".txt", ".data"),
    read=read_csv,
    options=frozenset((*OF_CSV, *OF_TABLES, *OF_NAMED)),
)
