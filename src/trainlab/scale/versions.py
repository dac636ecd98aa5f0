"""What a study runs on, as far as its numbers depend on it."""

from __future__ import annotations

import platform
from importlib.metadata import version

import jax
import numpy as np

from trainlab.scale.devices import cores, device_count, devices_there
from trainlab.scale.processor import processor
from trainlab.scale.xla_flags import xla_flags
from trainlab.train.jax_options import set_otherwise


def versions() -> dict[str, str]:
    """What a study ran on; bitwise repetition needs all of it to be the same, but for Python."""
    device = jax.local_devices()[0]
    found = {
        "trainlab": version("trainlab"),
        "python": platform.python_version(),
        "jax": jax.__version__,
        "jaxlib": version("jaxlib"),
        "numpy": np.__version__,
        "device": device.device_kind,
        "devices": str(device_count()),
        "dtype": jax.numpy.zeros(()).dtype.name,
        "xla_flags": xla_flags(),
        "jax_options": set_otherwise(),
    }
    if device.platform == "cpu":
        return found | {"processor": processor(), "threads": "one" if _one_thread() else "several"}
    return found | {"platform": " ".join(device.client.platform_version.split())}


def _one_thread() -> bool:
    """Whether XLA's pool has one thread, which splits products otherwise than any larger one does."""
    return max(cores(), devices_there()) == 1
