"""Room for what is kept of curves: memory while there is little, files without a name beyond that."""

from __future__ import annotations

import mmap
import threading
import weakref
from math import prod
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from trainlab.errors import ResourceError
from trainlab.files import disk

IN_MEMORY = 256 << 20
"""Bytes of all curves that a server keeps in memory."""

SMALL = 1 << 20
"""Bytes that go into memory in any case: a file for each would be one too many."""

_lock = threading.RLock()  # an array may end while another is being made, in the same thread
_held = 0


class Room:
    """An array that is not filled yet.

    Beyond ``IN_MEMORY`` it lies in a file of the folder for temporary files (``TMPDIR``), which has no name
    and is gone with the process: the system then keeps in memory what it finds room for.

    Args:
        shape: of the array.
        dtype: of its numbers.

    Attributes:
        array: the array.

    Raises:
        ResourceError: there is neither memory nor disk for it.
    """

    def __init__(self, shape: tuple[int, ...], dtype: type[np.number]) -> None:
        size = prod(shape) * np.dtype(dtype).itemsize
        self._mapping: mmap.mmap | None = None
        try:
            if size <= SMALL:
                self.array = np.empty(shape, dtype)
            elif held() + size <= IN_MEMORY:
                self.array = np.empty(shape, dtype)
                _count(size)
                weakref.finalize(self.array, _count, -size)
            else:
                self._mapping = _file(size)
                self.array = np.frombuffer(self._mapping, dtype).reshape(shape)
        except (MemoryError, OSError) as error:
            raise ResourceError(
                f"there is no room for curves: {size / 2**20:,.0f} MiB are needed, in memory or in "
                f"'{gettempdir()}' (TMPDIR names another folder)."
            ) from error

    @property
    def in_file(self) -> bool:
        """Whether it lies in a file."""
        return self._mapping is not None

    def rest(self) -> None:
        """Leave what was written to the system, which reads it again when it is looked at."""
        if self._mapping is not None and hasattr(mmap, "MADV_DONTNEED"):
            self._mapping.madvise(mmap.MADV_DONTNEED)


def held() -> int:
    """Bytes in memory now."""
    return _held


def _count(size: int) -> None:
    global _held
    with _lock:
        _held += size


def _file(size: int) -> mmap.mmap:
    with disk.scratch(Path(gettempdir())) as file:
        disk.reserve(file.fileno(), size)
        return mmap.mmap(file.fileno(), size)
