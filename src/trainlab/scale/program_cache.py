"""Keeping JAX's cache of compiled programs whole.

JAX writes an entry in place (``jax._src.lru_cache.LRUCache.put``, 0.10), so a process that is killed then
leaves a part of one, which every later process stumbles over with a warning and nobody replaces. So each
process leaves a mark beside the entries while it lives; one that finds the mark of a dead process looks at
what was written since.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import zlib
from contextlib import suppress
from pathlib import Path

MARK = "alive-"
"""The file of a process is named by this and its number; the process holds a lock on it."""

ENTRY = "-cache"
"""Ending of an entry's name."""

ZSTANDARD = b"\x28\xb5\x2f\xfd"
"""First bytes of what Zstandard compressed; JAX takes it where it is installed, and zlib elsewhere."""


def guard(folder: Path) -> None:
    """Throw away what dead processes left unfinished, and leave this one's mark until it ends.

    Raises:
        OSError: the folder cannot be read or written.
    """
    for mark in folder.glob(f"{MARK}*"):
        _mend(folder, mark)
    path = folder / f"{MARK}{os.getpid()}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    atexit.register(_leave, path, os.getpid())


def _leave(path: Path, process: int) -> None:
    if os.getpid() == process:  # not in a fork
        with suppress(OSError):
            path.unlink()


def _mend(folder: Path, mark: Path) -> None:
    """Delete the unfinished entries that a process may have left, if it is dead, and its mark."""
    with suppress(OSError), mark.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # it is alive
            return
        since = os.fstat(file.fileno()).st_mtime
        for entry in folder.glob(f"*{ENTRY}"):
            if entry.stat().st_mtime >= since and not is_whole(entry.read_bytes()):
                entry.unlink()
        mark.unlink()


def is_whole(entry: bytes) -> bool:
    """Whether a compressed entry ends where it should; one in a format that is not known does not.

    >>> packed = zlib.compress(b"a program")
    >>> is_whole(packed), is_whole(packed[:-1]), is_whole(b"")
    (True, False, False)
    """
    if entry.startswith(ZSTANDARD):
        return False  # nothing here can look into it: compiling again is safe
    stream = zlib.decompressobj()
    try:
        stream.decompress(entry)
    except zlib.error:
        return False
    return stream.eof
