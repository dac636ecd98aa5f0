"""SQLite's own calls to the system, seen and failed: a virtual file system laid over the one SQLite uses.

SQLite lets a program register the functions by which it reaches files (https://www.sqlite.org/vfs.html). The
one registered here hands every call on to the system's, and tells of each that changes the disk before and
after it. The module ``sqlite3`` has no door to that, so it is reached by ``ctypes`` in the library that the
module uses.
"""

from __future__ import annotations

import ctypes
import errno
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p, cast, string_at
from typing import Any

OK, IOERR_WRITE, IOERR_FSYNC, IOERR_DELETE, FULL, CANTOPEN, PERM = 0, 778, 1034, 2570, 13, 14, 3
OPEN_CREATE, OPEN_READWRITE = 0x4, 0x2

XOPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
XDELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
XWRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
XTRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
XSYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class Vfs(Structure):
    """``sqlite3_vfs``."""

    _fields_ = [
        ("version", c_int), ("file_size", c_int), ("longest_path", c_int), ("next", c_void_p), ("name",
        c_char_p), ("data", c_void_p), ("open", c_void_p), ("delete", c_void_p), ("others", c_void_p * 13),
    ]  # fmt: skip


class Methods(Structure):
    """``sqlite3_io_methods``."""

    _fields_ = [
        ("version", c_int), ("close", c_void_p), ("read", c_void_p), ("write", c_void_p), ("truncate",
        c_void_p), ("sync", c_void_p), ("others", c_void_p * 13),
    ]  # fmt: skip


Tell = Callable[..., None]
"""(kind, path, **what) -> None; what it raises is what the call fails with."""


def library() -> ctypes.CDLL | None:
    """The SQLite that the module ``sqlite3`` uses, if it can be reached."""
    import _sqlite3

    try:
        found = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
        found.sqlite3_vfs_find.restype = c_void_p
        found.sqlite3_vfs_find.argtypes = [c_char_p]
        found.sqlite3_vfs_register.argtypes = [c_void_p, c_int]
        found.sqlite3_vfs_unregister.argtypes = [c_void_p]
    except (OSError, AttributeError):
        return None
    return found


_IN_USE: list[WatchedFiles] = []
"""Never let go: a connection that outlives the context still calls these functions."""


class WatchedFiles:
    """Every file that SQLite opens while this is the context."""

    def __init__(self, before: Tell, after: Tell) -> None:
        self._before, self._after = before, after
        self._library = library()
        assert self._library is not None
        self._under = Vfs.from_address(self._library.sqlite3_vfs_find(None))
        self._over = Vfs.from_buffer_copy(self._under)
        self._over.name = b"watched"
        self._kept = [XOPEN(self._open), XDELETE(self._delete)]
        self._over.open, self._over.delete = (cast(function, c_void_p) for function in self._kept)
        self._paths: dict[int, str] = {}
        self._methods: dict[int, Methods] = {}

    def __enter__(self) -> WatchedFiles:
        self._library.sqlite3_vfs_register(ctypes.addressof(self._over), 1)
        _IN_USE.append(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._library.sqlite3_vfs_unregister(ctypes.addressof(self._over))
        self._library.sqlite3_vfs_register(ctypes.addressof(self._under), 1)

    def _told(self, call: Callable[[], int], failed: int, kind: str, path: str, **what: Any) -> int:
        try:
            self._before(kind, path, **what)
        except OSError as error:
            return FULL if error.errno == errno.ENOSPC and failed == IOERR_WRITE else failed
        result = call()
        if result == OK:
            try:
                self._after(kind, path, **what)
            except OSError:
                return failed
        return result

    def _open(self, vfs: int, name: int | None, file: int, flags: int, out: object) -> int:
        under = XOPEN(self._under.open)
        path = string_at(name).decode() if name else ""
        address = ctypes.addressof(self._under)

        def call() -> int:
            return under(address, name, file, flags, out)

        creates = bool(path) and flags & OPEN_CREATE
        result = self._told(call, CANTOPEN, "create", path) if creates else call()
        if result == OK and path and flags & OPEN_READWRITE:
            self._paths[file] = path
            methods = c_void_p.from_address(file)
            methods.value = ctypes.addressof(self._watched(methods.value or 0))
        return result

    def _delete(self, vfs: int, name: bytes, sync: int) -> int:
        under, address = XDELETE(self._under.delete), ctypes.addressof(self._under)
        return self._told(
            lambda: under(address, name, sync), IOERR_DELETE, "remove", name.decode(), sync=bool(sync)
        )

    def _watched(self, original: int) -> Methods:
        """A copy of a file's methods, of which those that change something tell."""
        if original in self._methods:
            return self._methods[original]
        under = Methods.from_address(original)
        over = self._methods[original] = Methods.from_buffer_copy(under)
        write, truncate, sync = XWRITE(under.write), XTRUNCATE(under.truncate), XSYNC(under.sync)

        def watched_write(file: int, content: int, length: int, offset: int) -> int:
            call, written = (lambda: write(file, content, length, offset)), string_at(content, length)
            return self._told(call, IOERR_WRITE, "write", self._paths[file], offset=offset, content=written)

        def watched_truncate(file: int, size: int) -> int:
            return self._told(
                lambda: truncate(file, size), IOERR_WRITE, "truncate", self._paths[file], size=size
            )

        def watched_sync(file: int, flags: int) -> int:
            return self._told(lambda: sync(file, flags), IOERR_FSYNC, "sync", self._paths[file], named=True)

        kept = [XWRITE(watched_write), XTRUNCATE(watched_truncate), XSYNC(watched_sync)]
        self._kept += kept
        over.write, over.truncate, over.sync = (cast(function, c_void_p) for function in kept)
        return over
