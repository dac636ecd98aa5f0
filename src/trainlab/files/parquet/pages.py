"""The unpacked size of the pages of a Parquet file, known before any of them is unpacked.

The values of each column lie in pages, and the header of each says how many bytes it unpacks to. Arrow
believes it and unpacks, so a file of some kilobytes could fill the memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from trainlab.files.parquet.footer import Chunk, PageError
from trainlab.files.parquet.thrift import INTEGERS, STRUCT, Compact

FIRST_READ = 1 << 12
"""Bytes read of a page for its header, which is seldom longer than 100."""

MAX_HEADER = 1 << 20
"""Bytes of a page's header; it holds two values of the page, for statistics, at most."""

MAX_PAGES = 100_000
"""Pages of a file; they hold a megabyte each, as a rule."""

_UNPACKED, _PACKED = 2, 3
"""Fields of a page's header: its sizes in bytes, unpacked and in the file."""

_KINDS, _DICTIONARY = (5, 7, 8), 7
"""Fields of a page's header that describe a kind of page; the first field in there counts its values."""


def unpacked_bytes(file: BinaryIO, chunks: Iterable[Chunk]) -> int:
    """Bytes that the pages of some columns unpack to, by their own headers.

    Raises:
        PageError, ThriftError: a page reaches beyond its column, a header cannot be read, or pages are too
            many.
    """
    total = pages = 0
    for chunk in chunks:
        for unpacked in _pages(file, chunk):
            total += unpacked
            pages += 1
            if pages > MAX_PAGES:
                raise PageError(f"it has more than {MAX_PAGES:,} pages")
    return total


def _pages(file: BinaryIO, chunk: Chunk) -> Iterator[int]:
    """Bytes that each page of a column unpacks to."""
    at, values = chunk.start, chunk.values
    while values > 0 and at < chunk.end:
        unpacked, packed, counted, length = _read_header(file, at, chunk.end)
        if unpacked < 0 or packed < 0 or at + length + packed > chunk.end:
            raise PageError("a page reaches beyond the end of its column")
        yield unpacked
        values -= counted
        at += length + packed


def _read_header(file: BinaryIO, at: int, end: int) -> tuple[int, int, int, int]:
    """Bytes of a page unpacked and packed, values of the column in it, and the length of its header."""
    wanted = FIRST_READ
    while True:
        file.seek(at)
        content = file.read(min(wanted, end - at))
        try:
            return _parse(Compact(content))
        except IndexError:  # the header is longer
            if wanted >= min(MAX_HEADER, end - at):
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
