"""Files that are either wholly there or not there, whatever fails in between."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trainlab.errors import StorageError

TEMPORARY = ".tmp"
"""Ending of a file that is still being written; one found later was left by a crash."""


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn a failure of the file system or of SQLite into a StorageError that names the path and the reason.

    Raises:
        StorageError: the body failed to write.
    """
    try:
        yield
    except OSError as error:
        where = error.filename or path
        raise StorageError(f"could not write '{where}': {error.strerror or error}.") from error
    except sqlite3.DatabaseError as error:
        if type(error) not in (sqlite3.OperationalError, sqlite3.DatabaseError):
            raise  # a statement that is wrong in itself
        raise StorageError(f"could not write '{path}': {error}.") from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Write a file under a temporary name beside it, and give it its name only when it is safe on the disk.

    The order (write, fsync, rename, fsync of the folder) is what makes the file survive a power cut:
    https://lwn.net/Articles/457667/.

    Yields:
        The path to write to.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        yield temporary
        sync(temporary)
        os.replace(temporary, path)
        sync(path.parent)
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_text(path: Path, text: str) -> None:
    """Write or replace a text file atomically."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
