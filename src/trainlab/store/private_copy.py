"""A copy of a study's database in a folder of its own, where SQLite may undo and tidy up as it likes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from trainlab.store.inside import open_inside
from trainlab.store.journal import check_journal
from trainlab.store.names import DATABASE

_FILES = (DATABASE, f"{DATABASE}-journal", f"{DATABASE}-wal")
"""What a database consists of; the index of a log is made anew."""

_PIECE = 1 << 20


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """A copy of a database, with the journal or the log that belongs to it.

    Raises:
        StudyError: one of them is no plain file, or names another one.
        OSError: it cannot be copied.
    """
    with TemporaryDirectory(prefix="trainlab-") as place:
        for name in _FILES:
            try:
                source = open_inside(folder, name)
            except FileNotFoundError:
                continue
            try:
                _copy(source, Path(place, name))
            finally:
                os.close(source)
        check_journal(Path(place))  # once more: what was checked before may have been another file
        yield Path(place)


def state_of(folder: Path) -> list[tuple[int, ...]]:
    """What changes when the files do that are copied."""
    found = []
    for name in _FILES:
        try:
            status = os.lstat(folder / name)
        except FileNotFoundError:
            found.append(())
        else:
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return found


def _copy(source: int, path: Path) -> None:
    """Copy a file without its holes: one of a few bytes may say that it is larger than any disk."""
    size = os.fstat(source).st_size
    with path.open("wb", buffering=0) as copy:
        end = 0
        while end < size:
            try:
                start = os.lseek(source, end, os.SEEK_DATA)
            except OSError as error:
                if error.errno != errno.ENXIO:  # nothing but a hole is left
                    raise
                break
            end = os.lseek(source, start, os.SEEK_HOLE)
            os.lseek(source, start, os.SEEK_SET)
            copy.seek(start)
            for place in range(start, end, _PIECE):
                copy.write(os.read(source, min(_PIECE, end - place)))
        copy.truncate(size)
