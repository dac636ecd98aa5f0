"""Keeping JAX's cache of compiled programs whole.

JAX writes an entry in place (``jax._src.lru_cache.LRUCache.put``, 0.10), so a process that is killed then
leaves a part of one, which every later process stumbles over with a warning and nobody replaces. So each
process leaves a mark beside the entries while it lives; one that finds the mark of a dead process looks at
what was written since.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import jax

from trainlab.folders import CACHE, cache_root
from trainlab.scale.programs.cache_trust import ENTRY, distrusted, tidy

T = TypeVar("T")

MARK = "alive-"
"""The file of a process is named by this and its number; the process holds a lock on it."""

ZSTANDARD = b"\x28\xb5\x2f\xfd"
"""First bytes of what Zstandard compressed; JAX takes it where it is installed, and zlib elsewhere."""

EXHAUSTED = "RESOURCE_EXHAUSTED"
"""What XLA says where memory is short, which no cache is to blame for."""

_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


def cache_folder() -> Path | None:
    """Where compiled programs are kept between runs; None where there is no home to keep them in."""
    root = cache_root()
    return root and root / "programs"


@cache
def use_cache() -> str | None:
    """Let JAX keep compiled programs in trainlab's cache, if it has no other, and ours can be trusted.

    Returns:
        A sentence on why the folder is not used, if people should know.
    """
    if jax.config.values["jax_compilation_cache_dir"] is not None:
        return None
    folder = cache_folder()
    if folder is None:
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if why := distrusted(folder):
            return f"the cache of compiled programs is not used: {why}; set {CACHE} to a folder of your own."
        tidy(folder)
        with suppress(OSError):  # a file system without locks: an unfinished entry costs a warning
            guard(folder)
    except (OSError, ValueError):  # no cache can be kept here; all works without
        return None
    jax.config.update("jax_compilation_cache_dir", str(folder))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    return None


def guard(folder: Path) -> None:
    """Delete what dead processes left unfinished, and leave this one's mark until it ends.

    Raises:
        OSError: the folder cannot be read or written.
    """
    for mark in folder.glob(f"{MARK}*"):
        _mend_after(folder, mark)
    path = folder / f"{MARK}{os.getpid()}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    atexit.register(_leave, path, os.getpid())


def _leave(path: Path, process: int) -> None:
    if os.getpid() == process:  # not in a fork
        with suppress(OSError):
            path.unlink()


def _mend_after(folder: Path, mark: Path) -> None:
    """Delete the unfinished entries that a process may have left, if it is dead, and its mark."""
    with suppress(OSError), open(os.open(mark, _FLAGS), "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # it is alive
            return
        mend(folder, since=os.fstat(file.fileno()).st_mtime)
        mark.unlink()


def mend(folder: Path, good: Callable[[bytes], bool] | None = None, since: float = 0.0) -> int:
    """Delete entries, so that they are made again; how many there were.

    Args:
        folder: the cache.
        good: which stay, by their content; those that are whole.
        since: only those that were written then, or later, are looked at.

    Raises:
        OSError: the folder cannot be read or written.
    """
    bad = [
        entry
        for entry in folder.glob(f"*{ENTRY}")
        if entry.stat().st_mtime >= since and not (good or is_whole)(entry.read_bytes())
    ]
    for entry in bad:
        entry.unlink(missing_ok=True)
    return len(bad)


def with_whole_cache(build: Callable[[], T]) -> T:
    """What a function compiles; where the cache fails it, again without the entries that are damaged.

    JAX compiles what it cannot read, but never replaces an entry: a damaged one would cost every later
    process a compilation.
    """
    folder = jax.config.values["jax_compilation_cache_dir"]
    raising: Any = jax.config._value_holders.get("jax_raise_persistent_cache_errors")
    if folder is None or raising is None:
        return build()
    try:
        with raising(True):
            return build()
    except Exception as error:  # also what has nothing to do with the cache: it is raised again below
        with suppress(OSError):
            mended = mend(Path(folder))
            # One that is whole and yet no program was not written by JAX, so no other can be relied on.
            if not mended and isinstance(error, jax.errors.JaxRuntimeError) and EXHAUSTED not in str(error):
                mend(Path(folder), lambda entry: False)
        return build()


def is_whole(entry: bytes) -> bool:
    """Whether a compressed entry ends where it should; one in a format that is not known does not.

    >>> packed = zlib.compress(b"a program")
    >>> is_whole(packed), is_whole(packed[:-1]), is_whole(b"")
    (True, False, False)
    """
    if entry.startswith(ZSTANDARD):
        return False  # nothing here can look into it: compiling again is safe
    stream = zlib.decompressobj()
    try:
        stream.decompress(entry)
    except zlib.error:
        return False
    return stream.eof
