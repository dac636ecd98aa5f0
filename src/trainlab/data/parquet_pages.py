"""The pages of a Parquet file, weighed before any of them is unpacked.

Values lie in pages; the header of each (Thrift, compact protocol) says how many bytes it unpacks to. Arrow
believes it and unpacks, so a file of some kilobytes could fill the memory. Formats:
https://parquet.apache.org/docs/file-format/ and
https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyarrow.parquet import FileMetaData

FIRST_READ = 1 << 12
"""Bytes read of a page for its header, which is seldom longer than 100."""

MOST_HEADER = 1 << 20
"""Bytes of a page's header; it holds two values of the page, for statistics, at most."""

MOST_DEPTH = 8
"""Structures inside one another in a header; there are three."""

MOST_PAGES = 100_000
"""Pages of a file; they hold a megabyte each, as a rule."""

UNPACKED, PACKED = 2, 3
"""Fields of a page's header: its sizes in bytes, unpacked and in the file."""

_PAGES = {5: 1, 7: 1, 8: 1}
"""Field of a page's header that describes the kind of page -> the field in there that counts its values."""

DICTIONARY = 7

_BOOLEANS, _INTEGERS, _LISTS = (1, 2), (4, 5, 6), (9, 10)
_BYTE, _DOUBLE, _BINARY, _STRUCT = 3, 7, 8, 12
"""Types of fields."""


class PageError(ValueError):
    """The pages of a file are not where its end says, or have no headers."""


def unpacked_bytes(file: io.BufferedReader, size: int, metadata: FileMetaData) -> int:
    """Bytes that the pages of all columns unpack to, by their own headers.

    Args:
        file: the file.
        size: its bytes.
        metadata: what the end of the file says.

    Raises:
        PageError: pages lie outside of the file, or a header cannot be read.
    """
    total = pages = 0
    for group in range(metadata.num_row_groups):
        rows = metadata.row_group(group)
        for place in range(rows.num_columns):
            column = rows.column(place)
            start = column.data_page_offset
            first = column.dictionary_page_offset
            if first is not None and 0 < first < start:
                start = first
            end = start + column.total_compressed_size
            if not 0 < start <= end <= size:
                raise PageError(f"the values of column {place + 1} lie outside of the file")
            for unpacked in _pages(file, start, end, column.num_values):
                total += unpacked
                pages += 1
                if pages > MOST_PAGES:
                    raise PageError(f"it has more than {MOST_PAGES:,} pages")
    return total


def _pages(file: io.BufferedReader, at: int, end: int, values: int) -> Iterator[int]:
    """Bytes that each page of a column unpacks to."""
    while values > 0 and at < end:
        unpacked, packed, counted, length = _read_header(file, at, end)
        if unpacked < 0 or packed < 0 or at + length + packed > end:
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
            return _parse(content)
        except IndexError:  # the header goes on
            if wanted >= min(MOST_HEADER, end - at):
                raise PageError("the header of a page is cut short") from None
            wanted *= 16


def _parse(content: bytes) -> tuple[int, int, int, int]:
    reader = _Thrift(content)
    sizes: dict[int, int] = {}
    counted = 0
    for field, kind in reader.fields():
        if field in (UNPACKED, PACKED) and kind in _INTEGERS:
            sizes[field] = reader.integer()
        elif field in _PAGES and kind == _STRUCT:
            count = 0
            for inner, inner_kind in reader.fields():
                if inner == _PAGES[field] and inner_kind in _INTEGERS:
                    count = reader.integer()
                else:
                    reader.skip(inner_kind, 2)
            counted = 0 if field == DICTIONARY else count
        else:
            reader.skip(kind, 1)
    if sizes.keys() != {UNPACKED, PACKED} or counted < 0:
        raise PageError("the header of a page lacks its sizes")
    return sizes[UNPACKED], sizes[PACKED], counted, reader.at


class _Thrift:
    """Reads structures of Thrift's compact protocol; an IndexError says that the bytes end too early."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def fields(self) -> Iterator[tuple[int, int]]:
        """Number and type of each field of a structure; the caller reads or skips its value."""
        number = 0
        while (octet := self._octet()) != 0:
            delta = octet >> 4
            number = number + delta if delta else self.integer()
            yield number, octet & 0x0F

    def integer(self) -> int:
        """A signed integer: a varint, zigzag."""
        value = self._varint()
        return (value >> 1) ^ -(value & 1)

    def skip(self, kind: int, depth: int) -> None:
        """Leave out a value."""
        if depth > MOST_DEPTH:
            raise PageError("the header of a page is nested too deeply")
        if kind in _BOOLEANS:
            return
        if kind in _INTEGERS:
            self._varint()
        elif kind == _BYTE:
            self._octet()
        elif kind == _DOUBLE:
            self._forward(8)
        elif kind == _BINARY:
            self._forward(self._varint())
        elif kind == _STRUCT:
            for _, inner in self.fields():
                self.skip(inner, depth + 1)
        elif kind in _LISTS:
            head = self._octet()
            count = self._varint() if head >> 4 == 0x0F else head >> 4
            self._skip_many(head & 0x0F, count, depth)
        else:
            raise PageError("the header of a page holds what headers never hold")

    def _skip_many(self, kind: int, count: int, depth: int) -> None:
        if count > len(self.content):
            raise IndexError
        for _ in range(count):
            if kind in _BOOLEANS:
                self._octet()  # in a list, a byte each
            else:
                self.skip(kind, depth + 1)

    def _octet(self) -> int:
        octet = self.content[self.at]
        self.at += 1
        return octet

    def _varint(self) -> int:
        value = shift = 0
        while True:
            octet = self._octet()
            value |= (octet & 0x7F) << shift
            shift += 7
            if octet < 0x80:
                return value
            if shift > 63:
                raise PageError("the header of a page holds an integer of more than 64 bits")

    def _forward(self, count: int) -> None:
        if self.at + count > len(self.content):
            raise IndexError
        self.at += count
