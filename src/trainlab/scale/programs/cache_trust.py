"""Whether what lies in the cache of programs may be run.

An entry is machine code. So a folder that others can write to is not used, and what in ours is not a file of
ours is deleted.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

ENTRY = "-cache"
"""Ending of an entry's name."""

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def distrusted(folder: Path) -> str | None:
    """Why somebody else may put programs into a folder, or None if no one can.

    Raises:
        OSError: it cannot be looked at.
    """
    real = Path(os.path.realpath(folder))
    status = os.lstat(real)
    if status.st_uid != os.geteuid():
        return f"'{folder}' belongs to another user"
    if status.st_mode & _OTHERS_WRITE:
        return f"others can write to '{folder}'"
    for above in real.parents:
        status = os.lstat(above)
        if status.st_uid not in (0, os.geteuid()):
            return f"'{above}', in which it lies, belongs to another user"
        if status.st_mode & stat.S_IWOTH and not status.st_mode & stat.S_ISVTX:
            return f"everyone can write to '{above}', in which it lies"
    return None


def tidy(folder: Path) -> None:
    """Delete entries that are not regular files, belong to somebody else, or that others can write to."""
    closed = not stat.S_IMODE(os.lstat(folder.resolve()).st_mode) & 0o077
    with os.scandir(folder) as found:
        for entry in found:
            if not entry.name.endswith(ENTRY):
                continue
            status = entry.stat(follow_symlinks=False)
            ours = stat.S_ISREG(status.st_mode) and status.st_uid == os.geteuid()
            if not ours or not (closed or not status.st_mode & _OTHERS_WRITE):
                with suppress(OSError):  # a folder of that name: JAX compiles every time
                    os.unlink(entry.path)
