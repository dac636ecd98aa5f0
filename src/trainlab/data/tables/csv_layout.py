"""How a CSV file is laid out: its separator, whether its first row names the columns, which are text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from trainlab.data.reading import Reading
from trainlab.data.tables.columns import USUAL_TARGETS, check_count
from trainlab.data.tables.numbers import WHOLE, is_number, what_helps
from trainlab.data.tables.text_file import UTF_8, WESTERN, beginning, encoding_of, refuse_no_text
from trainlab.errors import DataError

LONGEST_CELL = 1 << 24
"""Characters of a cell; no row may be longer."""

ROWS_COMPARED = 50
"""Rows that a separator must cut into equally many cells."""

ROWS_SAMPLED = 1_000
"""Rows read to distinguish columns of text from columns of numbers."""

BLANK = " "


@dataclass(frozen=True, slots=True)
class Layout:
    """How a CSV file is laid out.

    Attributes:
        path: the file.
        encoding: how its characters are written.
        separator: the character between columns; for a blank, any number of them.
        header: whether its first row names the columns.
        names: the columns' names, blanks around them removed; x1, x2, ... where there is no header.
        texts: names of the columns that hold text, by the first rows.
        notes: what was assumed, a sentence each.
    """

    path: Path
    encoding: str
    separator: str
    header: bool
    names: tuple[str, ...]
    texts: tuple[str, ...]
    notes: tuple[str, ...]

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the line it starts on; empty lines are rows without cells."""
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            yield from _records(file, self.separator)

    def row_name(self, index: int) -> str:
        """Which row of the file an example is, as lines are counted."""
        rows = (line for line, record in self.rows() if record)
        line = next(islice(rows, index + self.header, None))
        return f"row {line}" + (" (the header is row 1)" if self.header else "")


def csv_layout(path: Path, reading: Reading) -> Layout:
    """Look at the beginning of a file.

    Args:
        path: the file.
        reading: what is said of it; that is not looked for.

    Raises:
        DataError: it is not text, is empty, or has too many columns.
    """
    refuse_no_text(path)
    encoding = encoding_of(path)
    text = beginning(path, encoding)
    first_line = text.splitlines()[0] if text else ""
    if not first_line.strip():
        problem = "its first row is blank" if text else "it is empty"
        raise DataError(f"{path} cannot be used: {problem}, but the first row must name the columns.")
    separator = reading.separator or _separator(text, reading)
    records = _cut(text, separator, ROWS_SAMPLED + 1)
    if not records:  # one cell that never ends
        return Layout(path, encoding, separator, True, (first_line.strip(),), (), ())
    first, below = [cell.strip() for cell in records[0]], records[1:]
    check_count(len(first), str(path))
    named, note = _header(first, below, reading)
    names = tuple(first) if named else tuple(f"x{number}" for number in range(1, len(first) + 1))
    shown = ", ".join(first[:5]) + (", ..." if len(first) > 5 else "")
    notes = [note.format(path=path, shown=shown, last=names[-1])] if note else []
    if encoding != UTF_8:
        notes.append(f"{path} is not text in UTF-8: it is read as {WESTERN[encoding]}.")
    data = below if named else records
    texts = [name for place, name in enumerate(names) if _is_text(data, place, reading)]
    return Layout(path, encoding, separator, named, names, tuple(texts), tuple(notes))


def _records(lines: Iterator[str] | io.TextIOBase, separator: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    blank = separator == BLANK
    stripped = (line.rstrip(" \t\r\n") + "\n" for line in lines) if blank else lines
    reader = csv.reader(stripped, delimiter=separator, skipinitialspace=blank)
    line = 1
    for record in reader:
        yield line, record
        line = reader.line_num + 1


def _cut(text: str, separator: str, most: int) -> list[list[str]]:
    """The first rows that have cells; what comes before a mistake."""
    found: list[list[str]] = []
    try:
        for _, record in _records(io.StringIO(text, newline=""), separator):
            if record:
                found.append(record)
            if len(found) == most:
                break
    except csv.Error:  # Arrow will say more of it
        pass
    return found


def _separator(text: str, reading: Reading) -> str:
    """The separator that cuts all first rows into equally many cells, as many as can be.

    Where none does, the one that the first row has most of.
    """
    candidates = [mark for mark in ",;\t|" if mark != reading.decimal]
    scores = []
    for rank, mark in enumerate((*candidates, BLANK)):
        rows = _cut(text, mark, ROWS_COMPARED)
        widths = {len(row) for row in rows}
        if len(widths) == 1 and min(widths) > 1:
            cells = [cell.strip() for row in rows for cell in row]
            whole = sum(_is_one(cell, mark) for cell in cells) / len(cells)
            scores.append((round(whole, 2), widths.pop(), -rank, mark))
    if scores:
        return max(scores)[-1]
    header = re.sub(r'"[^"]*"', "", text.splitlines()[0])
    if not any(mark in header for mark in candidates) and BLANK in header.strip():
        return BLANK
    return max(candidates, key=header.count)


def _is_one(cell: str, separator: str) -> bool:
    """Whether a cell does not look like several, cut by another separator."""
    return not any(mark in cell for mark in ",;\t|" if mark != separator) or _is_numeric(cell)


def _is_numeric(cell: str) -> bool:
    """Whether a cell is a number, perhaps with marks of another country."""
    return is_number(cell) or (cell[-1:].isdigit() and bool(what_helps(cell)))


def _header(first: Sequence[str], below: list[list[str]], reading: Reading) -> tuple[bool, str]:
    """Whether the first row names the columns, and what to say where that is a guess."""
    if reading.header is not None:
        return reading.header, ""
    columns = [{row[place].strip() for row in below if len(row) > place} for place in range(len(first))]
    numeric = [_is_numeric(cell) for cell in first]
    named = [
        cell.lower() in USUAL_TARGETS and cell not in cells
        for cell, cells in zip(first, columns, strict=True)
    ]
    if not any(numeric) or any(named) or {reading.target, *reading.ignore} & {*first}:
        return True, ""
    names = (
        "{path} takes its first row ({shown}) for the names of its columns. If it is an example, say "
        "--no-header (header=False in Python)."
    )
    example = (
        "{path} seems to have no header: its first row ({shown}) is read as an example, and its columns "
        "are called x1 to {last}. If it names the columns, say --header (header=True in Python)."
    )
    if all(numeric):
        counting = [str(number) for number in range(len(first) + 1)]
        counts = list(first) in (counting[:-1], counting[1:])
        whole = all(WHOLE.fullmatch(cell) for cells in columns for cell in cells)
        return (True, names) if counts and (len(first) > 2 or not whole) else (False, example)
    words = [place for place, number in enumerate(numeric) if not number]
    if any(columns[place] and all(map(_is_numeric, columns[place])) for place in words):
        return True, ""  # a word above numbers
    if any(first[place] in columns[place] for place in words):
        return False, example  # a class that other rows have as well
    years = all(WHOLE.fullmatch(cell) for cell, number in zip(first, numeric, strict=True) if number)
    return (True, names) if years else (False, example)


def _is_text(rows: list[list[str]], place: int, reading: Reading) -> bool:
    """Whether most cells of a column that are not missing are not numbers."""
    cells = [row[place].strip() for row in rows if len(row) > place]
    given = [cell for cell in cells if cell and cell not in reading.missing]
    words = sum(not _is_numeric(cell) and cell.lower() not in ("true", "false") for cell in given)
    return 2 * words > len(given)
