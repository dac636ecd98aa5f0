"""CRC-32C of many messages at once that differ in a few bytes only.

The sum is linear over single bits: what a byte at some place adds to it depends on that byte and on how many
bytes follow. So the sum of a message is that of a template with zeros where messages differ, with a table's
entry for each of the bytes there, all joined by exclusive or.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

_POLYNOMIAL = 0x82F63B78
"""Castagnoli's polynomial, the lowest power first: https://www.rfc-editor.org/rfc/rfc3720#appendix-B.4."""


def crc32c_of(template: bytes, places: Sequence[int], messages: np.ndarray) -> np.ndarray:
    """The CRC-32C of messages.

    Args:
        template: the bytes that all messages have, with zeros at ``places``.
        places: where they differ.
        messages: (messages, length of the template) uint8.

    Returns:
        (messages,) uint32.
    """
    import google_crc32c

    sums = np.full(len(messages), google_crc32c.value(template), np.uint32)
    for place in places:
        sums ^= _table(len(template) - 1 - place)[messages[:, place]]
    return sums


@lru_cache(maxsize=512)
def _table(following: int) -> np.ndarray:
    """(256,) what each byte adds to the sum where so many bytes follow it."""
    if following:
        before = _table(following - 1)
        return _first()[before & 0xFF] ^ (before >> 8)
    return _first()


@lru_cache(maxsize=1)
def _first() -> np.ndarray:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, (table >> 1) ^ np.uint32(_POLYNOMIAL), table >> 1).astype(np.uint32)
    return table
