"""Seeing every open, write, unlink and rename below a folder, whoever makes it: Linux's inotify.

Python's audit hook sees what Python does; SQLite and Arrow open files by themselves.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

WRITTEN = {
    0x2: "written", 0x4: "attributes", 0x40: "moved away", 0x80: "moved in", 0x100: "made", 0x200: "deleted",
    0x400: "itself deleted", 0x800: "itself moved",
}  # fmt: skip
ANYTHING = WRITTEN | {0x20: "opened"}
LOST = 0x4000
"""More happened than the system remembered."""

_EVENT = struct.Struct("iIII")

_libc = ctypes.CDLL(None, use_errno=True)


class Eyes:
    """What happens to some folders, from :meth:`look_at` on."""

    def __init__(self) -> None:
        # One for all: giving one back waits until the system has ended with it, some 20 ms.
        self._descriptor = _libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        self._paths: dict[int, Path] = {}

    def look_at(self, changing: Iterable[Path], opening: Iterable[Path] = ()) -> None:
        """Begin anew to look.

        Args:
            changing: folders or files in which any change counts.
            opening: folders in which opening counts, too.
        """
        self.events()
        self._paths.clear()
        watched = [*((path, WRITTEN) for path in changing), *((path, ANYTHING) for path in opening)]
        for path, seen in watched:
            watch = _libc.inotify_add_watch(self._descriptor, os.fsencode(path), sum(seen))
            if watch < 0:
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(path))
            self._paths[watch] = path

    def events(self) -> set[str]:
        """What happened since."""
        found = set()
        while True:
            try:
                content = os.read(self._descriptor, 1 << 16)
            except BlockingIOError:
                return found
            start = 0
            while start < len(content):
                watch, mask, _, length = _EVENT.unpack_from(content, start)
                start += _EVENT.size
                name = content[start : start + length].rstrip(b"\0")
                start += length
                if mask & LOST:
                    found.add("more than was remembered")
                for bit, what in ANYTHING.items():
                    if mask & bit and watch in self._paths:
                        found.add(f"{what}: {self._paths[watch] / os.fsdecode(name)}")

    def close(self) -> None:
        """Look no more."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
