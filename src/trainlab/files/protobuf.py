"""Fields of protocol buffers, written without the protobuf package.

A message is its fields one after the other. A field begins with a varint, its number * 8 + its wire type, and
then has a varint (0), 8 bytes (1), a length with as many bytes (2), or 4 bytes (5), little-endian:
https://protobuf.dev/programming-guides/encoding/. Who writes a message documents the numbers of its fields.
"""

from __future__ import annotations

import struct

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
"""Wire types."""


def varint(number: int, width: int = 1) -> bytes:
    r"""A whole number, 7 bits a byte, the low ones first; the top bit says that more follow.

    Args:
        number: at least 0, in 64 bits.
        width: bytes it takes at least: zeros at its end change nothing, and all numbers are of one length.

    >>> varint(300), varint(1, width=3)
    (b'\xac\x02', b'\x81\x80\x00')
    """
    written = bytearray()
    while number >= 0x80 or len(written) < width - 1:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def whole(field: int, number: int) -> bytes:
    """A field of a whole number (int64, or an enum): negative ones as two's complement."""
    return varint(field << 3 | VARINT) + varint(number & 0xFFFFFFFFFFFFFFFF)


def double(field: int, number: float) -> bytes:
    """A field of a number in 64 bits."""
    return varint(field << 3 | FIXED64) + struct.pack("<d", number)


def single(field: int, number: float) -> bytes:
    """A field of a number in 32 bits."""
    return varint(field << 3 | FIXED32) + struct.pack("<f", number)


def block(field: int, content: bytes) -> bytes:
    """A field of bytes, or of a message."""
    return varint(field << 3 | LENGTH) + varint(len(content)) + content


def string(field: int, text: str) -> bytes:
    """A field of text; halves of characters, which no text in UTF-8 has, become question marks."""
    return block(field, text.encode(errors="replace"))


def flag(field: int, value: bool) -> bytes:
    """A field of true or false."""
    return whole(field, int(value))
