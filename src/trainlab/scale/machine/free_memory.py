"""How much memory trials may take: of the accelerator, or of this machine and its container."""

from __future__ import annotations

import jax

from trainlab.free_memory import free_bytes, given_bytes

SHARE = 0.7
"""Of the memory that is free, what trials may take: the rest is for what the estimate does not know."""


def available_bytes() -> int | None:
    """Memory that trials may take: of the accelerator, or of this machine; None where that is not known.

    ``TRAINLAB_MEMORY`` overrides what is measured.

    Raises:
        SettingError: the variable holds no amount of memory.
    """
    if (given := given_bytes()) is not None:
        return given
    devices = jax.local_devices()
    if devices[0].platform != "cpu":
        # Each device holds its share of the trials; the host is taken to be the larger.
        known = [device.memory_stats() or {} for device in devices]
        if all("bytes_limit" in stats for stats in known):
            return int(SHARE * sum(stats["bytes_limit"] - stats.get("bytes_in_use", 0) for stats in known))
        return None
    free = free_bytes()
    return None if free is None else int(SHARE * free)
