"""A copy of a study's database in a folder of its own, where SQLite may roll back and clean up freely."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from trainlab.store.database._journal import check_journal
from trainlab.store.folder.inside import reading
from trainlab.store.folder.names import DATABASE

_FILES = (DATABASE, f"{DATABASE}-journal", f"{DATABASE}-wal")
"""What a database consists of; the index of a log is rebuilt."""


@contextmanager
def copied(folder: Path) -> Iterator[Path]:
    """A copy of a database, with the journal or the log that belongs to it.

    Raises:
        StudyError: one of them is not a plain file, or names another one.
        OSError: it cannot be copied.
    """
    with TemporaryDirectory(prefix="trainlab-") as place:
        for name in _FILES:
            with (
                suppress(FileNotFoundError),
                reading(folder, name) as source,
                open(f"{place}/{name}", "wb") as copy,
            ):
                shutil.copyfileobj(source, copy)
        check_journal(Path(place))  # once more: what was checked before may have been another file
        yield Path(place)


def state_of(folder: Path) -> list[tuple[int, ...]]:
    """What changes when the copied files change."""
    found = []
    for name in _FILES:
        try:
            status = os.lstat(folder / name)
        except FileNotFoundError:
            found.append(())
        else:
            found.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return found
