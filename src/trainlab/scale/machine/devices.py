"""The devices of this machine, and the one mesh axis trials are spread over."""

from __future__ import annotations

import os
import re
from functools import cache

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

AXIS = "trial"
"""The mesh axis."""


MIN_DEVICES = 2
"""CPU devices JAX is given, at least, also on one core: with a single one XLA has one thread, and splits
large products differently than with any other number of threads, so that their last bits would differ."""

_FORCED = "xla_force_host_platform_device_count"


@cache
def host_count() -> int | None:
    """How many CPU devices whoever started this program configured JAX to have, or None."""
    configured = jax.config.values["jax_num_cpu_devices"]
    forced = re.search(rf"--{_FORCED}=(\d+)", os.environ.get("XLA_FLAGS", ""))
    return configured if configured > 0 else int(forced[1]) if forced else None


def cores() -> int:
    """CPU cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def device_count() -> int:
    """Devices a new population is spread over."""
    devices = jax.local_devices()
    if devices[0].platform != "cpu":
        return len(devices)
    return min(len(devices), host_count() or cores())


def devices_there() -> int:
    """Devices that a population may be spread over, some of which may share a core."""
    return len(jax.local_devices())


@cache
def mesh(devices: int) -> Mesh:
    """The first devices of this machine along the axis ``trial``."""
    return Mesh(np.array(jax.local_devices()[:devices]), (AXIS,))


@cache
def by_trial(devices: int, axis: int = 0) -> NamedSharding:
    """Trials along ``axis`` are spread over the devices."""
    return NamedSharding(mesh(devices), PartitionSpec(*([None] * axis), AXIS))


@cache
def everywhere(devices: int) -> NamedSharding:
    """Every device holds the whole."""
    return NamedSharding(mesh(devices), PartitionSpec())
