"""Compiled programs kept as they are, so that a later process need not even trace them.

JAX's own cache is asked with the traced program, and tracing takes longer than loading. Here a program is
asked for by what decides about it (:mod:`trainlab.scale.programs.identity`). JAX's serialisation is a pickle
that holds machine code, and reading one runs what is in it: so only files are read that this user alone could
have written, in a folder that is trusted (:mod:`trainlab.scale.programs.cache_trust`), and anything else in
their place is replaced. A digest shows what is damaged.

A program that XLA has loaded cannot be written again (jaxlib 0.10: kernels are missing from it). So what is
to be kept is compiled past JAX's cache.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import jax

from trainlab.scale.programs.cache_trust import distrusted
from trainlab.scale.programs.identity import identity
from trainlab.scale.programs.program_cache import cache_folder, with_whole_cache

ENTRY = ".program"
"""Ending of an entry's name."""

_UNFINISHED = ".unfinished"

UNUSED_SECONDS = 30 * 24 * 3600.0
"""An entry that was not asked for so long is deleted: its trainlab, or its JAX, is likely gone."""

_MAGIC = b"trainlab program 1\n"

_FLAGS = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK

_PAST = {
    "jax_persistent_cache_min_compile_time_secs": float("inf"),
    "jax_compilation_cache_include_metadata_in_key": True,
}
"""What has JAX write nothing into its cache, and look there for names that it never writes."""

Compiled = Callable[..., Any]


def kept_or_compiled(program: object, devices: list[Any], build: Callable[[], Compiled]) -> Compiled:
    """A program: the one that was kept, or compiled now and kept.

    Args:
        program: a description of it, which decides about it together with what surrounds it.
        devices: what it runs on, in order.
        build: compiles it.
    """
    folder = kept_folder()
    name = identity((program, [device.id for device in devices])) if folder else None
    if folder is None or name is None:
        return with_whole_cache(build)
    entry = folder / f"{name}{ENTRY}"
    with suppress(Exception):  # whatever is wrong with it, a new one is made
        return _load(entry, devices)
    try:
        with _past_the_cache():
            made = with_whole_cache(build)
    except KeyError:
        return with_whole_cache(build)
    with suppress(Exception):  # some programs cannot be kept, some disks are full: all works without
        _write(entry, made)
    return made


@cache
def kept_folder() -> Path | None:
    """The folder of programs, or None where nothing can be kept, or nobody should trust what is."""
    folder = cache_folder()
    if folder is None or not jax.config.values.get("jax_enable_compilation_cache", True):
        return None
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if distrusted(folder):
            return None
        _tidy(folder)
    except (OSError, ValueError):
        return None
    return folder


def _tidy(folder: Path) -> None:
    """Delete what nobody has asked for in a long time."""
    since = time.time() - UNUSED_SECONDS
    with os.scandir(folder) as found:
        for entry in found:
            if entry.name.endswith((ENTRY, _UNFINISHED)):
                with suppress(OSError):
                    if entry.stat(follow_symlinks=False).st_mtime < since:
                        os.unlink(entry.path)


def _load(entry: Path, devices: list[Any]) -> Compiled:
    """The program in a file, if it is one that this user wrote.

    Raises:
        Exception: there is none, or it cannot be used.
    """
    from jax.experimental.serialize_executable import deserialize_and_load

    with open(os.open(entry, _FLAGS), "rb") as file:
        status = os.fstat(file.fileno())
        shared = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid() or shared:
            raise ValueError(entry)
        content = file.read()
    start = len(_MAGIC) + hashlib.sha256().digest_size
    head, packed = content[:start], content[start:]
    if head != _MAGIC + _digest(entry, packed):
        raise ValueError(entry)
    program = pickle.loads(zlib.decompress(packed))  # noqa: S301  this user's own file, as was seen above
    loaded = deserialize_and_load(*program, execution_devices=devices)
    with suppress(OSError):
        os.utime(entry)  # it is in use
    return loaded


def _write(entry: Path, program: Any) -> None:
    """Keep a program that was compiled just now; no process ever sees half of one.

    Raises:
        Exception: it cannot be kept.
    """
    from jax.experimental.serialize_executable import serialize

    packed = zlib.compress(pickle.dumps(serialize(program)), 1)
    handle, path = tempfile.mkstemp(suffix=_UNFINISHED, dir=entry.parent)  # 0600
    try:
        with open(handle, "wb") as file:
            file.write(_MAGIC + _digest(entry, packed) + packed)
        os.replace(path, entry)
    except BaseException:
        os.unlink(path)
        raise


def _digest(entry: Path, packed: bytes) -> bytes:
    """Of what is in a file and of whose it is: a file under another's name is of no use."""
    return hashlib.sha256(entry.name.encode() + packed).digest()


@contextmanager
def _past_the_cache() -> Iterator[None]:
    """Have JAX write nothing into its cache, in this thread, and find nothing there.

    Raises:
        KeyError: this JAX has other options.
    """
    options: Any = jax.config._value_holders  # those of caches have no public name
    with ExitStack() as stack:
        for name, value in _PAST.items():
            stack.enter_context(options[name](value))
        yield
