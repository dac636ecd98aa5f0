"""The end of a Parquet file, its footer, which says where the values of each column lie.

It is read here because pyarrow ends the process over some mistakes in a footer (``FileMetaData.row_group(0)``
``.column(0)`` lets an exception of C++ through), so that it is never asked what one says.
https://parquet.apache.org/docs/file-format/, https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from trainlab.files.parquet.thrift import BINARY, INTEGERS, LISTS, STRUCT, Compact

MAGIC = b"PAR1"
"""The last bytes of a file; the length of the footer comes before them."""

MAX_FOOTER = 1 << 23
"""Bytes of a footer: Arrow takes 30 times that to read it."""


class PageError(ValueError):
    """A file does not describe itself as Parquet files do."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The values of a column in a group of rows: where they lie in the file, and how many there are.

    Attributes:
        start, end: bytes of the file.
        values: how many.
        lowest, highest: the bounds of the values as their bytes; None where the file does not say.
    """

    start: int
    end: int
    values: int
    lowest: bytes | None = None
    highest: bytes | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that are read together: how many, and the values of each column."""

    rows: int
    chunks: tuple[Chunk, ...]


@dataclass(frozen=True, slots=True)
class Footer:
    """What the end of a file says.

    Attributes:
        rows: rows of the file, by whichever count is the highest.
        columns: columns, those inside of others counted one by one.
        groups: the groups of rows.
    """

    rows: int
    columns: int
    groups: tuple[Group, ...]

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """The values of every column in every group of rows."""
        return tuple(chunk for group in self.groups for chunk in group.chunks)


def read_footer(file: BinaryIO, size: int) -> Footer:
    """Read the end of a file.

    Raises:
        PageError, ThriftError: it is damaged, too long, or says that values lie outside of the file.
    """
    file.seek(max(size - 8, 0))
    end = file.read(8)
    length = int.from_bytes(end[:4], "little")
    if end[4:] != MAGIC or length > size - 8:
        raise PageError("it does not end as a whole Parquet file does")
    if length > MAX_FOOTER:
        raise PageError(f"it describes itself in {length:,} bytes, and at most {MAX_FOOTER:,} are read")
    file.seek(size - 8 - length)
    reader = Compact(file.read(length))
    rows = elements = 0
    groups: tuple[Group, ...] = ()
    try:
        for field, kind in reader.fields():
            if field == 2 and kind in LISTS:  # schema
                inner, elements = reader.elements()
                for _ in range(elements):
                    reader.skip(inner, 1)
            elif field == 3 and kind in INTEGERS:
                rows = reader.integer()
            elif field == 4 and kind in LISTS:
                groups = tuple(_group(reader) for _ in _structures(reader))
            else:
                reader.skip(kind)
    except IndexError:
        raise PageError("its end is cut short") from None
    chunks = [chunk for group in groups for chunk in group.chunks]
    each = [group.rows for group in groups]
    counts = [rows, sum(each), *each, *(chunk.values for chunk in chunks)]
    if min(counts) < 0 or not all(0 < chunk.start <= chunk.end <= size for chunk in chunks):
        raise PageError("it says that values lie outside of the file")
    return Footer(max(counts), max(elements - 1, 0), groups)


def _structures(reader: Compact) -> range:
    inner, count = reader.elements()
    if count and inner != STRUCT:
        raise PageError("its end is damaged")
    return range(count)


def _group(reader: Compact) -> Group:
    rows, chunks = 0, []
    for field, kind in reader.fields():
        if field == 1 and kind in LISTS:
            chunks = [chunk for _ in _structures(reader) for chunk in _chunks(reader)]
        elif field == 3 and kind in INTEGERS:
            rows = reader.integer()
        else:
            reader.skip(kind, 2)
    return Group(rows, tuple(chunks))


def _chunks(reader: Compact) -> list[Chunk]:
    """The values of a column in a group, as far as it says where they lie."""
    found = []
    for field, kind in reader.fields():
        if field == 1:
            raise PageError("it keeps values in another file")
        if field == 3 and kind == STRUCT:
            found.append(_chunk(reader))
        else:
            reader.skip(kind, 3)
    return found


def _chunk(reader: Compact) -> Chunk:
    said = {5: 0, 7: 0, 9: 0, 11: 0}  # values, bytes in the file, first page, page of the dictionary
    lowest = highest = None
    for field, kind in reader.fields():
        if field in said and kind in INTEGERS:
            said[field] = reader.integer()
        elif field == 12 and kind == STRUCT:  # statistics
            lowest, highest = _bounds(reader)
        else:
            reader.skip(kind, 4)
    start = said[11] if 0 < said[11] < said[9] else said[9]
    return Chunk(start, start + said[7], said[5], lowest, highest)


def _bounds(reader: Compact) -> tuple[bytes | None, bytes | None]:
    """The lowest and the highest value of a column in a group."""
    bounds: dict[int, bytes] = {}
    for field, kind in reader.fields():
        if field in (5, 6) and kind == BINARY:
            bounds[field] = reader.binary()
        else:
            reader.skip(kind, 5)
    return bounds.get(6), bounds.get(5)
