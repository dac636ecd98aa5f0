"""Structures of Thrift's compact protocol, in which Parquet files describe themselves.

https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from __future__ import annotations

from collections.abc import Iterator

BOOLEANS, INTEGERS, LISTS = (1, 2), (4, 5, 6), (9, 10)
BYTE, DOUBLE, BINARY, STRUCT = 3, 7, 8, 12
"""Types of fields."""

MAX_DEPTH = 12
"""Structures inside one another; the description of a Parquet file has seven."""


class ThriftError(ValueError):
    """The bytes are not a Thrift structure."""


class Compact:
    """Reads values one after the other; an IndexError says that the bytes end too early.

    Attributes:
        content: the bytes.
        at: where the next value begins.
    """

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

    def binary(self) -> bytes:
        """Bytes, or text as bytes."""
        count = self._varint()
        self._forward(count)
        return self.content[self.at - count : self.at]

    def elements(self) -> tuple[int, int]:
        """The type of a list's elements, and how many there are."""
        head = self._octet()
        count = self._varint() if head >> 4 == 0x0F else head >> 4
        if count > len(self.content) - self.at:  # each takes a byte at least
            raise IndexError
        return head & 0x0F, count

    def skip(self, kind: int, depth: int = 0) -> None:
        """Leave out a value.

        Raises:
            ThriftError: it is nested too deeply, or of a type that Parquet does not use.
        """
        if depth > MAX_DEPTH:
            raise ThriftError("it describes itself in structures that are nested too deeply")
        if kind in BOOLEANS:  # the type is the value
            return
        if kind in INTEGERS:
            self._varint()
        elif kind == BINARY:
            self._forward(self._varint())
        elif kind == STRUCT:
            for _, inner in self.fields():
                self.skip(inner, depth + 1)
        elif kind in LISTS:
            inner, count = self.elements()
            for _ in range(count):
                self.skip(BYTE if inner in BOOLEANS else inner, depth + 1)
        elif kind in (BYTE, DOUBLE):
            self._forward(1 if kind == BYTE else 8)
        else:
            raise ThriftError("it describes itself in ways that Parquet does not know")

    def _octet(self) -> int:
        octet = self.content[self.at]
        self.at += 1
        return octet

    def _varint(self) -> int:
        value = shift = 0
        while True:
            octet = self._octet()
            value |= (octet & 0x7F) << shift
            if octet < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise ThriftError("it describes itself with an integer of more than 64 bits")

    def _forward(self, count: int) -> None:
        if self.at + count > len(self.content):
            raise IndexError
        self.at += count
