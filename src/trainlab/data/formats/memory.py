"""Refuse data that memory cannot hold, or that a file cannot honestly hold, before any of it is allocated."""

from __future__ import annotations

import os

from trainlab.errors import DataError

DEFLATE_LIMIT = 1032
"""Bytes one compressed byte can expand to in DEFLATE, at most (https://zlib.net/zlib_tech.html)."""

MAX_EXPANSION = 100
"""Times its size that a file may unpack to. The images of MNIST unpack to 4.7 times theirs; labels sorted by
class would to 1,000 times, but come with inputs that are not so regular."""

HARMLESS = 1 << 25
"""Bytes that unpack from any file, however small: too few to do harm."""


def check_expansion(needed: int, stored: int, what: str, instead: str) -> None:
    """Refuse a file that unpacks to far more than its size, as files made to fill memory do.

    Args:
        needed: bytes it declares, or takes in memory.
        stored: bytes of the file.
        what: the file, for the error message.
        instead: what helps if the file is an honest one.

    Raises:
        DataError: it is more than :data:`HARMLESS` bytes and :data:`MAX_EXPANSION` times the file.
    """
    if needed > HARMLESS and needed > MAX_EXPANSION * stored:
        raise DataError(
            f"{what} would unpack to {needed / 2**20:,.0f} MiB, {needed / max(stored, 1):,.0f} times its "
            f"size, as files made to fill memory do: at most {MAX_EXPANSION} times is read. {instead}"
        )


def check_fits(needed: int, what: str) -> None:
    """Refuse more bytes than the machine has.

    Args:
        needed: bytes that what is about to be read will take.
        what: whose bytes they are, for the error message.

    Raises:
        DataError: the machine has less memory than that.
    """
    available = _physical_memory()
    if available is not None and needed > available:
        raise DataError(
            f"{what} would take {needed / 2**30:,.1f} GiB of memory, but this machine has "
            f"{available / 2**30:,.1f} GiB."
        )


def _physical_memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on this system
        return None
