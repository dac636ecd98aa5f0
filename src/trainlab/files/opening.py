"""Opening the files that people name: regular ones only, with a size that is known before a byte is read.

A pipe would be waited for without end, a device read without end: both are refused here, for all readers. So
is a file that is nearly all hole: a few bytes on the disk, it may say that it is larger than any memory.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from pathlib import Path

from trainlab.errors import DataError, UsageError

_OTHER_KINDS = (
    (stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"), (stat.S_ISSOCK, "a socket"),
)  # fmt: skip

NEARLY_ALL_HOLE = "is nearly all hole: it says that it is far larger than what was written of it"
"""The message about such a file."""

_SMALL, _MOST_UNPACKED = 1 << 20, 64
"""Bytes that are read whatever is a hole, and how many times what was written a larger file may have: file
systems that compress store no more than a 32nd of what is not all zeros."""

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Without O_NONBLOCK, opening a pipe waits until somebody writes to it."""


def open_regular(path: Path, what: str = "", refused: type[UsageError] = DataError) -> io.BufferedReader:
    """Open a file for reading, if it is a regular one; links are followed.

    Args:
        path: the file.
        what: what the message calls it; by default its path in quotes.
        refused: the error to raise.

    Returns:
        The open file; :func:`size_of` tells its size.

    Raises:
        UsageError: of the type ``refused``; it does not exist, is not a regular file or may not be read.
    """
    what = what or f"'{path}'"
    regular_size(path, what, refused)  # before it is opened: opening a device may already do something
    try:
        handle = os.open(path, _FLAGS)
        try:
            status = os.fstat(handle)
            _refuse_other_kinds(status, what, refused)  # it may have been replaced in between
            if is_nearly_all_hole(handle, status.st_size):
                raise refused(f"{what} {NEARLY_ALL_HOLE}.")
            return os.fdopen(handle, "rb")
        except BaseException:
            os.close(handle)
            raise
    except (OSError, ValueError) as problem:
        raise refused(_sentence(what, problem)) from None


def is_nearly_all_hole(handle: int, size: int) -> bool:
    """Whether less than a 64th of a large file was ever written: reading the rest would give zeros.

    Args:
        handle: of the file, open for reading.
        size: bytes that it says it has.
    """
    if size <= _SMALL or not hasattr(os, "SEEK_DATA"):
        return False
    written = end = 0
    try:
        while end < size and written * _MOST_UNPACKED < size:
            start = os.lseek(handle, end, os.SEEK_DATA)
            end = os.lseek(handle, start, os.SEEK_HOLE)
            written += end - start
    except OSError as error:
        if error.errno != errno.ENXIO:  # the file system knows of no holes
            return False
    finally:
        os.lseek(handle, 0, os.SEEK_SET)
    return written * _MOST_UNPACKED < size


def regular_size(path: Path, what: str = "", refused: type[UsageError] = DataError) -> int:
    """Bytes in a regular file, without opening it; for libraries that open files themselves.

    Raises:
        UsageError: of the type ``refused``; as for :func:`open_regular`.
    """
    what = what or f"'{path}'"
    try:
        status = os.stat(path)
    except (OSError, ValueError) as problem:  # ValueError: a name with a NUL in it
        raise refused(_sentence(what, problem)) from None
    _refuse_other_kinds(status, what, refused)
    return status.st_size


def size_of(file: io.BufferedReader) -> int:
    """Bytes in an open file."""
    return os.fstat(file.fileno()).st_size


def read_text(path: Path, most: int, what: str = "", refused: type[UsageError] = DataError) -> str:
    """The text of a file in UTF-8, without a byte order mark.

    Args:
        path: the file.
        most: bytes it may have.
        what: what the message calls it; by default its path in quotes.
        refused: the error to raise.

    Raises:
        UsageError: of the type ``refused``; it cannot be opened, is too large or is not UTF-8.
    """
    what = what or f"'{path}'"
    with open_regular(path, what, refused) as file:
        try:
            content = file.read(most + 1)
        except OSError as problem:
            raise refused(_sentence(what, problem)) from None
    if len(content) > most:
        raise refused(f"{what} is larger than {most:,} bytes, far more than such a file ever needs.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise refused(f"{what} is not text in UTF-8: byte {problem.start} (from 0) is wrong.") from None


def _refuse_other_kinds(status: os.stat_result, what: str, refused: type[UsageError]) -> None:
    if not stat.S_ISREG(status.st_mode):
        kind = next((words for is_kind, words in _OTHER_KINDS if is_kind(status.st_mode)), "something else")
        raise refused(f"{what} cannot be read: it is {kind}, not a file.")


def _sentence(what: str, problem: OSError | ValueError) -> str:
    return f"{what} cannot be read: {getattr(problem, 'strerror', None) or problem}."
