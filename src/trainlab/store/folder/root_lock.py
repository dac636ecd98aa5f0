"""One study at a time is made in a folder of studies, so that each sees those that were made before."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from trainlab.errors import StudyError
from trainlab.files import disk
from trainlab.files.atomic import storage_errors

PATIENCE = 30.0
"""Seconds that another process may take to make a study: it takes a fraction of one."""

_BETWEEN = 0.02


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """While the body runs, no other process makes a study in this folder.

    The folder itself is locked: nothing is written for it, and the kernel frees the lock of a dead process.

    Raises:
        StudyError: another process holds the lock for half a minute.
        StorageError: the folder cannot be made or opened.
    """
    with storage_errors(root):
        disk.check_path(root)
        root.mkdir(parents=True, exist_ok=True)
        place = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        end = time.monotonic() + PATIENCE
        while not _is_ours(place):
            if time.monotonic() > end:
                raise StudyError(
                    f"another process has locked the folder '{root}', in which the study was to be made: "
                    "wait until it has ended, or choose another --root."
                )
            time.sleep(_BETWEEN)
        yield
    finally:
        os.close(place)


def _is_ours(place: int) -> bool:
    try:
        fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True
