"""What a Parquet file unpacks to, weighed before any of it is unpacked.

The end of a file, its footer, says where the values of each column lie; they lie in pages, and the header of
each says how many bytes it unpacks to. Arrow believes it and unpacks, so a file of some kilobytes could fill
the memory; and pyarrow ends the process over some mistakes in a footer, so it is not asked what one says.
https://parquet.apache.org/docs/file-format/, https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from trainlab.data.thrift import INTEGERS, LISTS, STRUCT, Compact

MAGIC = b"PAR1"
"""The last bytes of a file; the length of the footer stands in front of them."""

MOST_FOOTER = 1 << 23
"""Bytes of a footer: Arrow takes 30 times that to read it."""

FIRST_READ = 1 << 12
"""Bytes read of a page for its header, which is seldom longer than 100."""

MOST_HEADER = 1 << 20
"""Bytes of a page's header; it holds two values of the page, for statistics, at most."""

MOST_PAGES = 100_000
"""Pages of a file; they hold a megabyte each, as a rule."""

_UNPACKED, _PACKED = 2, 3
"""Fields of a page's header: its sizes in bytes, unpacked and in the file."""

_KINDS, _DICTIONARY = (5, 7, 8), 7
"""Fields of a page's header that describe a kind of page; the first field in there counts its values."""


class PageError(ValueError):
    """A file does not describe itself as Parquet files do."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """The values of a column in a group of rows: where they lie in the file, and how many there are."""

    start: int
    end: int
    values: int


@dataclass(frozen=True, slots=True)
class Footer:
    """What the end of a file says.

    Attributes:
        rows: rows of the file, by whichever count is the highest.
        columns: columns, those inside of others counted one by one.
        chunks: the values of every column in every group of rows.
    """

    rows: int
    columns: int
    chunks: tuple[Chunk, ...]


def read_footer(file: io.BufferedReader, size: int) -> Footer:
    """Read the end of a file.

    Raises:
        PageError, ThriftError: it is damaged, too long, or says that values lie outside of the file.
    """
    file.seek(max(size - 8, 0))
    end = file.read(8)
    length = int.from_bytes(end[:4], "little")
    if end[4:] != MAGIC or length > size - 8:
        raise PageError("it does not end as a whole Parquet file does")
    if length > MOST_FOOTER:
        raise PageError(f"it describes itself in {length:,} bytes, and at most {MOST_FOOTER:,} are read")
    file.seek(size - 8 - length)
    reader = Compact(file.read(length))
    rows = elements = 0
    groups: list[tuple[int, list[Chunk]]] = []
    try:
        for field, kind in reader.fields():
            if field == 2 and kind in LISTS:  # schema
                inner, elements = reader.elements()
                for _ in range(elements):
                    reader.skip(inner, 1)
            elif field == 3 and kind in INTEGERS:
                rows = reader.integer()
            elif field == 4 and kind in LISTS:
                groups = [_group(reader) for _ in _structures(reader)]
            else:
                reader.skip(kind)
    except IndexError:
        raise PageError("its end is cut short") from None
    chunks = tuple(chunk for _, chunks in groups for chunk in chunks)
    counts = [
        rows,
        sum(rows for rows, _ in groups),
        *(rows for rows, _ in groups),
        *(c.values for c in chunks),
    ]
    if min(counts) < 0 or not all(0 < chunk.start <= chunk.end <= size for chunk in chunks):
        raise PageError("it says that values lie outside of the file")
    return Footer(max(counts), max(elements - 1, 0), chunks)


def _structures(reader: Compact) -> range:
    inner, count = reader.elements()
    if count and inner != STRUCT:
        raise PageError("its end is damaged")
    return range(count)


def _group(reader: Compact) -> tuple[int, list[Chunk]]:
    """Rows of a group, and the values of its columns."""
    rows, chunks = 0, []
    for field, kind in reader.fields():
        if field == 1 and kind in LISTS:
            chunks = [chunk for _ in _structures(reader) for chunk in _chunks(reader)]
        elif field == 3 and kind in INTEGERS:
            rows = reader.integer()
        else:
            reader.skip(kind, 2)
    return rows, chunks


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
    for field, kind in reader.fields():
        if field in said and kind in INTEGERS:
            said[field] = reader.integer()
        else:
            reader.skip(kind, 4)
    start = said[11] if 0 < said[11] < said[9] else said[9]
    return Chunk(start, start + said[7], said[5])


def unpacked_bytes(file: io.BufferedReader, footer: Footer) -> int:
    """Bytes that the pages of all columns unpack to, by their own headers.

    Raises:
        PageError, ThriftError: a page reaches beyond its column, a header cannot be read, or pages are too
            many.
    """
    total = pages = 0
    for chunk in footer.chunks:
        for unpacked in _pages(file, chunk):
            total += unpacked
            pages += 1
            if pages > MOST_PAGES:
                raise PageError(f"it has more than {MOST_PAGES:,} pages")
    return total


def _pages(file: io.BufferedReader, chunk: Chunk) -> Iterator[int]:
    """Bytes that each page of a column unpacks to."""
    at, values = chunk.start, chunk.values
    while values > 0 and at < chunk.end:
        unpacked, packed, counted, length = _read_header(file, at, chunk.end)
        if unpacked < 0 or packed < 0 or at + length + packed > chunk.end:
            raise PageError("a page reaches beyond the end of its column")
        yield unpacked
        values -= counted
        at += length + packed


def _read_header(file: io.BufferedReader, at: int, end: int) -> tuple[int, int, int, int]:
    """Bytes of a page unpacked and packed, values of the column in it, and the length of its header."""
    wanted = FIRST_READ
    while True:
        file.seek(at)
        content = file.read(min(wanted, end - at))
        try:
            return _parse(Compact(content))
        except IndexError:  # the header goes on
            if wanted >= min(MOST_HEADER, end - at):
                raise PageError("the header of a page is cut short") from None
            wanted *= 16


def _parse(reader: Compact) -> tuple[int, int, int, int]:
    sizes: dict[int, int] = {}
    counted = 0
    for field, kind in reader.fields():
        if field in (_UNPACKED, _PACKED) and kind in INTEGERS:
            sizes[field] = reader.integer()
        elif field in _KINDS and kind == STRUCT:
            count = 0
            for inner, inner_kind in reader.fields():
                if inner == 1 and inner_kind in INTEGERS:
                    count = reader.integer()
                else:
                    reader.skip(inner_kind, 2)
            counted = 0 if field == _DICTIONARY else count
        else:
            reader.skip(kind, 1)
    if sizes.keys() != {_UNPACKED, _PACKED} or counted < 0:
        raise PageError("the header of a page lacks its sizes")
    return sizes[_UNPACKED], sizes[_PACKED], counted, reader.at
