"""Files that are either complete or absent, whatever fails in between."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from trainlab.errors import StorageError
from trainlab.files import disk

TEMPORARY = ".tmp"
"""Ending of a file that is still being written; one found later was left by a crash."""

_BUFFER = 1 << 20
"""Bytes buffered before they are written: Parquet writes its headers a few bytes at a time."""


_TEMPORARY = re.compile(rf"(?P<file>.+)\.\d+{re.escape(TEMPORARY)}", re.ASCII)


def temporary_of(name: str) -> str | None:
    """The file that a temporary name belongs to, or None if it is the name of a finished file."""
    match = _TEMPORARY.fullmatch(name)
    return match["file"] if match else None


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


class NewFile:
    """A file that is being written: whatever takes a file object to write bytes to takes it.

    Attributes:
        path: where it lies until it gets its name.
        closed: False, for those who ask a file object.
    """

    def __init__(self, path: Path, mode: int) -> None:
        self.path = path
        self.closed = False
        self._pending = bytearray()
        self._written = 0
        self._descriptor = disk.create(path, mode)

    def keep_mode(self, replaced: Path) -> None:
        """Take over the permissions of the file it replaces, if there is one."""
        with suppress(FileNotFoundError):
            status = os.lstat(replaced)
            if stat.S_ISREG(status.st_mode):
                disk.set_mode(self._descriptor, status.st_mode & 0o777)

    def write(self, content: bytes | bytearray | memoryview) -> int:
        """Add bytes to its end."""
        view = memoryview(content).cast("B")
        if len(self._pending) + len(view) >= _BUFFER:
            self.flush()
        if len(view) >= _BUFFER:
            disk.write(self._descriptor, view)
        else:
            self._pending += view
        self._written += len(view)
        return len(view)

    def tell(self) -> int:
        """Bytes written so far."""
        return self._written

    def writable(self) -> bool:
        """Yes."""
        return True

    def flush(self) -> None:
        """Pass the buffered bytes to the system."""
        if self._pending:
            content, self._pending = self._pending, bytearray()
            disk.write(self._descriptor, memoryview(content))

    def close(self) -> None:
        """Nothing: the file is ended by :func:`replacing` alone."""

    def make_safe(self) -> None:
        """Wait until all of it is on the disk."""
        self.flush()
        disk.sync(self._descriptor)

    def end(self) -> None:
        """Close the descriptor."""
        disk.close(self._descriptor)


@contextmanager
def replacing(path: Path, mode: int = disk.PRIVATE) -> Iterator[NewFile]:
    """Write a file under a temporary name beside it, and give it its name only when it is safe on the disk.

    The order (write, fsync, rename, fsync of the folder) is what makes the file survive a power cut:
    https://lwn.net/Articles/457667/.

    Args:
        path: the file's own name.
        mode: its permissions, less what the umask takes away; with ``disk.PUBLIC``, a file that is replaced
            hands its own on.

    Yields:
        The file to write to.

    Raises:
        OSError: it cannot be written; the error names the path.
    """
    # The number of the process: two of them may write a figure of the same name.
    temporary = path.with_name(f"{path.name}.{os.getpid()}{TEMPORARY}")
    disk.check_path(path)
    try:
        disk.remove(temporary)
        new = NewFile(temporary, mode)
        try:
            if mode == disk.PUBLIC:
                new.keep_mode(path)
            yield new
            new.make_safe()
        finally:
            new.end()
        disk.rename(temporary, path)
        disk.sync_folder(path.parent)
    except OSError as error:
        if error.filename is None or error.filename == os.fspath(temporary):
            error.filename, error.filename2 = os.fspath(path), None
        raise
    finally:
        with suppress(OSError):
            disk.remove(temporary)


def write_text(path: Path, text: str) -> None:
    """Write or replace a text file atomically."""
    with replacing(path) as new:
        new.write(text.encode())
