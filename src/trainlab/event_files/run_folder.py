"""The folder of a run, and its event file. Our files have names of their own; no other is touched."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from trainlab.files import disk

_OWN = re.compile(r"events\.out\.tfevents\.\d{16,}\.by-trainlab", re.ASCII)
"""Names of our files. TensorBoard reads all files whose names hold ``tfevents``, sorted by name."""

_RUN = re.compile(r"\d{1,20}", re.ASCII)
"""Names of the folders of trials."""


_AT_ONCE = 1 << 24
"""Bytes that are written together, about."""


class RunFile:
    """The event file of a run, written from its beginning; files that were written before are then removed.

    Args:
        folder: of the run; made if it is not there.

    Raises:
        OSError: it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"events.out.tfevents.{time.time_ns() // 1000}.by-trainlab"

    def begin(self, pieces: Iterable[bytes | memoryview]) -> None:
        """Write the file, piece by piece, and then remove older ones."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = disk.create(self._path, disk.PUBLIC)
        try:
            for content in _gathered(pieces):
                disk.write(descriptor, memoryview(content))
        except BaseException:
            with suppress(OSError):
                disk.remove(self._path)
            raise
        finally:
            disk.close(descriptor)
        remove_own(self._path.parent, besides=self._path.name)

    def append(self, pieces: Iterable[bytes | memoryview]) -> None:
        """Add to the end of the file, in one write."""
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            disk.write(descriptor, memoryview(b"".join(pieces)))
        finally:
            disk.close(descriptor)


def _gathered(pieces: Iterable[bytes | memoryview]) -> Iterator[bytes]:
    """Pieces put together, so that nearly every file is a single write."""
    waiting: list[bytes | memoryview] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _AT_ONCE:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def remove_own(folder: Path, besides: str = "") -> None:
    """Remove our event files from a folder, and leave all others."""
    for name in os.listdir(folder):
        if _OWN.fullmatch(name) and name != besides:
            disk.remove(folder / name)


def remove_other_runs(folder: Path, trials: Iterable[int]) -> None:
    """Remove our files of trials that a study does not have, and the folders that are empty then.

    Args:
        folder: of the study's runs.
        trials: numbers of the trials it has.
    """
    kept = {str(id) for id in trials}
    for name in os.listdir(folder):
        if _RUN.fullmatch(name) and name not in kept and (folder / name).is_dir():
            remove_own(folder / name)
            with suppress(OSError):  # it holds something else
                (folder / name).rmdir()
