"""The calls by which files are made and changed: all of them, and nothing else.

Everything trainlab writes goes through here, so that a test can watch, fail or cut off every single step that
the disk sees (``tests/store/crashes/watch.py``). SQLite makes its own calls; the same test wraps those too.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

PRIVATE = 0o600
"""Permissions of a file that is its owner's alone: those of everything in a study."""

PUBLIC = 0o666
"""Permissions of what a user asks to be written elsewhere, less what the umask takes away."""


def check_path(path: Path) -> None:
    """Refuse what can be no path.

    Raises:
        OSError: it holds the character that ends a path for the system.
    """
    if "\0" in os.fspath(path):
        raise OSError(errno.EINVAL, "no path holds the character \\0", os.fspath(path))


def create(path: Path, mode: int) -> int:
    """Make a file that is not there yet, not through a link either, and give its descriptor."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, mode)


def set_mode(descriptor: int, mode: int) -> None:
    """Give a file permissions, whatever the umask is."""
    os.fchmod(descriptor, mode)


def write(descriptor: int, content: memoryview) -> None:
    """Write all of it: the system may take less at a time."""
    while content:
        content = content[os.write(descriptor, content) :]


def write_at(descriptor: int, content: memoryview, offset: int) -> None:
    """Write all of it at a place of a file."""
    while content:
        written = os.pwrite(descriptor, content, offset)
        content, offset = content[written:], offset + written


def sync(descriptor: int) -> None:
    """Wait until a file's content is on the disk."""
    os.fsync(descriptor)


def close(descriptor: int) -> None:
    """Give a descriptor back; some systems only now say that what was written could not be kept."""
    os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Wait until a folder's list of names is on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def rename(source: Path, target: Path) -> None:
    """Give a file another name, in place of what has it."""
    os.replace(source, target)


def remove(path: Path) -> None:
    """Delete a file, if it is there."""
    path.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may look into."""
    os.mkdir(path, 0o700)


def reserve(descriptor: int, size: int) -> None:
    """Make a file so long, on a disk that has the room: memory that maps a file would end the process."""
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(descriptor, 0, size)
    else:
        os.ftruncate(descriptor, size)


def scratch(folder: Path) -> IO[bytes]:
    """A file without a name, which is gone when it is closed, or when its process ends, however that ends."""
    return TemporaryFile(dir=folder, buffering=0)
