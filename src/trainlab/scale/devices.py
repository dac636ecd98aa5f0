"""The devices of this machine, and the one mesh axis trials are spread over."""

from __future__ import annotations

import os
import platform
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path

import jax
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec

from trainlab.scale.program_cache import guard

AXIS = "trial"
"""The mesh axis."""


def cache_folder() -> Path:
    """Where compiled programs are kept between runs: ``TRAINLAB_CACHE``, or the user's cache folder."""
    if given := os.environ.get("TRAINLAB_CACHE"):
        return Path(given) / "programs"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trainlab" / "programs"


@cache
def configure() -> None:
    """Set JAX up for populations, before it initialises: one CPU device a core, and the compilation cache.

    A process that has initialised JAX already keeps the devices it has.
    """
    try:
        if "xla_force_host_platform_device_count" not in os.environ.get("XLA_FLAGS", ""):
            jax.config.update("jax_num_cpu_devices", cores())
    except RuntimeError:  # JAX is initialised: its devices are what they are
        pass
    if jax.config.values["jax_compilation_cache_dir"] is None:
        try:
            folder = cache_folder()
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with suppress(OSError):  # a file system without locks: an unfinished entry costs a warning
                guard(folder)
        except (OSError, RuntimeError):  # no cache can be kept here, or there is no home; all works without
            return
        jax.config.update("jax_compilation_cache_dir", str(folder))
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)


def cores() -> int:
    """CPU cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def device_count() -> int:
    """Devices a population may be spread over."""
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


def versions() -> dict[str, str]:
    """What a study ran on; bitwise repetition needs all of it to be the same."""
    return {
        "trainlab": version("trainlab"),
        "python": platform.python_version(),
        "jax": jax.__version__,
        "jaxlib": version("jaxlib"),
        "numpy": np.__version__,
        "device": jax.local_devices()[0].device_kind,
        "devices": str(device_count()),
        "dtype": jax.numpy.zeros(()).dtype.name,
    }
