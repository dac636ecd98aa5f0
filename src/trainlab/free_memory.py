"""How much memory this process may still take: of the machine, its container, and its own limit."""

from __future__ import annotations

import os
import re
from pathlib import Path

from trainlab.errors import ResourceError, SettingError, TrainlabError

VARIABLE = "TRAINLAB_MEMORY"
"""Environment variable that says how much memory a study may take, such as 8GiB."""

SMALL = 64 << 20
"""Bytes that are taken without asking whether they are free."""

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30,
          "ti": 2**40}  # fmt: skip


def given_bytes() -> int | None:
    """What ``TRAINLAB_MEMORY`` says; None where it is not set.

    Raises:
        SettingError: the variable holds no amount of memory.
    """
    given = os.environ.get(VARIABLE)
    return read_bytes(given) if given else None


def read_bytes(text: str) -> int:
    """An amount of memory as a person writes it.

    >>> read_bytes("8GiB"), read_bytes("1.5 GB"), read_bytes("4096")
    (8589934592, 1500000000, 4096)

    Raises:
        SettingError: it is not an amount of memory.
    """
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,15})?)\s*([kmgt]?i?)b?", text.strip().lower(), re.ASCII)
    if match is None or match[2] not in _UNITS or float(match[1]) <= 0:
        raise SettingError(
            f"{VARIABLE} must be an amount of memory, such as 8GiB or 500MB, not {text!r:.80}."
        )
    return int(float(match[1]) * _UNITS[match[2]])


def free_bytes() -> int | None:
    """Bytes this process can still allocate; None where that is unknown."""
    limits = [limit for limit in (_free(), _of_control_group(), _of_process()) if limit is not None]
    return min(limits) if limits else None


def check_room(needed: int, what: str, remedy: str, error: type[TrainlabError] = ResourceError) -> None:
    """Refuse to take more memory than there is: a system that has promised too much ends processes.

    Args:
        needed: bytes that are about to be taken.
        what: what takes them.
        remedy: what to do instead.
        error: what to raise.

    Raises:
        TrainlabError: ``error``, where that much is not free.
    """
    if needed <= SMALL:
        return
    given, free = given_bytes(), free_bytes()
    room = free if given is None else given if free is None else min(given, free)
    if room is not None and needed > room:
        raise error(
            f"{what} would take {in_words(needed)} of memory, and {in_words(room)} are free: {remedy}."
        )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out: NumPy and Arrow raise MemoryError, XLA its status.

    >>> is_out_of_memory(MemoryError()), is_out_of_memory(RuntimeError("no"))
    (True, False)
    """
    # JAX's error is a RuntimeError; the reading half does not know JAX.
    return isinstance(error, MemoryError) or (
        isinstance(error, RuntimeError) and "RESOURCE_EXHAUSTED" in str(error)
    )


def in_words(amount: float) -> str:
    """Bytes as people read them.

    >>> in_words(3.2 * 2**30), in_words(5 * 2**20), in_words(2**12)
    ('3.2 GiB', '5 MiB', '4 KiB')
    """
    if amount >= 2**30:
        return f"{amount / 2**30:.1f} GiB"
    if amount < 2**20:
        return f"{amount / 2**10:.0f} KiB"
    return f"{amount / 2**20:.0f} MiB"


def _free() -> int | None:
    """Bytes this machine can give without swapping (Linux: ``MemAvailable``)."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            name, _, rest = line.partition(":")
            if name == "MemAvailable":
                return int(rest.split()[0]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (OSError, ValueError, AttributeError):
        return None


def _of_control_group() -> int | None:
    """Bytes left of the limit of this process's control group: what a container may take."""
    folder = Path("/sys/fs/cgroup")
    try:
        limit = (folder / "memory.max").read_text(encoding="ascii").strip()
        used = int((folder / "memory.current").read_text(encoding="ascii"))
        return None if limit == "max" else max(0, int(limit) - used)
    except (OSError, ValueError):
        return None


def _of_process() -> int | None:
    """Bytes left of the limit on this process's addresses (``ulimit -v``)."""
    try:
        import resource

        limit, _ = resource.getrlimit(resource.RLIMIT_AS)
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return None if limit == resource.RLIM_INFINITY else max(0, limit - pages * os.sysconf("SC_PAGE_SIZE"))
    except (ImportError, OSError, ValueError, IndexError):
        return None
