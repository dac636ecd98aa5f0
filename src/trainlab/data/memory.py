"""Refuse data that cannot fit into this machine's memory before any of it is allocated."""

from __future__ import annotations

import os

from trainlab.errors import DataError

DEFLATE_LIMIT = 1032
"""Bytes one compressed byte can stand for in DEFLATE, at most (https://zlib.net/zlib_tech.html)."""


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
