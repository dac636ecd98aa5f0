"""TFRecord's framing: a record is its length, its data, and a checksum of each.

That is 8 bytes of length, little-endian, the masked CRC-32C of the length (4), the data, and the masked
CRC-32C of the data (4);
https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

import numpy as np

from trainlab.files.crc32c import crc32c_of

BEFORE, AFTER = 12, 4
"""Bytes of a record before and after its data."""

_ADDED = 0xA282EAD8


def masked_crc(data: bytes) -> int:
    """CRC-32C, rotated right by 15 bits plus a constant, as TFRecord stores it."""
    import google_crc32c

    crc = google_crc32c.value(data)
    return ((crc >> 15 | crc << 17) + _ADDED) & 0xFFFFFFFF


def record(data: bytes) -> bytes:
    """The data as a record."""
    length = struct.pack("<Q", len(data))
    return b"".join(part + struct.pack("<I", masked_crc(part)) for part in (length, data))


def records_like(template: bytes, fields: Sequence[tuple[int, np.ndarray]]) -> np.ndarray:
    """Many records of equal length that differ in a few bytes, all made at once.

    Args:
        template: the data that they have in common, with zeros where they differ.
        fields: places in it, each with the (records, bytes) uint8 that stand there.

    Returns:
        (records, length of a record) uint8.
    """
    count = len(fields[0][1])
    made = np.empty((count, BEFORE + len(template) + AFTER), np.uint8)
    made[:] = np.frombuffer(record(template), np.uint8)
    data = made[:, BEFORE:-AFTER]
    places: list[int] = []
    for place, content in fields:
        data[:, place : place + content.shape[1]] = content
        places += range(place, place + content.shape[1])
    crc = crc32c_of(template, places, data)
    made[:, -AFTER:] = (((crc >> 15) | (crc << 17)) + np.uint32(_ADDED)).astype("<u4")[:, None].view(np.uint8)
    return made
