"""How much memory trials may take: of the accelerator, or of this machine and its container."""

from __future__ import annotations

import os
import re
from pathlib import Path

import jax

from trainlab.errors import SettingError

VARIABLE = "TRAINLAB_MEMORY"
"""Environment variable that says how much memory a study may take, such as 8GiB."""

SHARE = 0.7
"""Of the memory that is free, what trials may take: the rest is for what the estimate does not know."""

_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "ki": 2**10, "mi": 2**20, "gi": 2**30,
          "ti": 2**40}  # fmt: skip


def available_bytes() -> int | None:
    """Memory that trials may take: of the accelerator, or of this machine; None where nobody knows.

    ``TRAINLAB_MEMORY`` overrules what is measured.

    Raises:
        SettingError: the variable holds no amount of memory.
    """
    if given := os.environ.get(VARIABLE):
        return read_bytes(given)
    devices = jax.local_devices()
    if devices[0].platform != "cpu":
        # Each device holds its share of the trials; the host is taken to be the larger.
        known = [device.memory_stats() or {} for device in devices]
        if all("bytes_limit" in stats for stats in known):
            return int(SHARE * sum(stats["bytes_limit"] - stats.get("bytes_in_use", 0) for stats in known))
        return None
    limits = [limit for limit in (_free(), _of_control_group()) if limit is not None]
    return int(SHARE * min(limits)) if limits else None


def read_bytes(text: str) -> int:
    """An amount of memory as a person writes it.

    >>> read_bytes("8GiB"), read_bytes("1.5 GB"), read_bytes("4096")
    (8589934592, 1500000000, 4096)

    Raises:
        SettingError: it is no amount.
    """
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,15})?)\s*([kmgt]?i?)b?", text.strip().lower(), re.ASCII)
    if match is None or match[2] not in _UNITS or float(match[1]) <= 0:
        raise SettingError(
            f"{VARIABLE} must be an amount of memory, such as 8GiB or 500MB, not {text!r:.80}."
        )
    return int(float(match[1]) * _UNITS[match[2]])


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
