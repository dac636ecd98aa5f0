"""What a study runs on, as far as its numbers depend on it."""

from __future__ import annotations

import hashlib
import platform
import re
from importlib.metadata import version
from pathlib import Path

import jax
import numpy as np

from trainlab.scale.machine.devices import cores, device_count, devices_there
from trainlab.scale.machine.xla_flags import xla_flags
from trainlab.train.jax_options import set_otherwise

_VECTORS = re.compile(
    r"\b(?:sse\w*|ssse3|avx\w*|amx\w*|fma4?|f16c|xop|bmi[12]|abm|asimd\w*|sve\w*|sme|sme_\w+|fp|fphp|bf16|i8mm|fcma)\b"
)
"""Kinds of instructions that XLA chooses among."""

_IDENTITY = ("vendor_id", "cpu family", "model", "CPU implementer", "CPU part", "CPU variant")
"""Lines that name a processor; compilers and libraries choose by them, too."""

_CPUINFO = Path("/proc/cpuinfo")

ARITHMETIC = "4"
"""Counted up whenever the order in which numbers are added changes, and with it the last bits of curves."""


def versions() -> dict[str, str]:
    """What a study ran on; bitwise repetition needs all of it to be the same, but for Python."""
    device = jax.local_devices()[0]
    found = {
        "trainlab": version("trainlab"),
        "arithmetic": ARITHMETIC,
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


def processor(described: str | None = None) -> str:
    r"""The processor by maker, family and model, and a fingerprint of its instructions.

    Args:
        described: what Linux says of it; read from the system by default. Elsewhere its name is
            all there is.

    >>> processor("vendor_id : GenuineIntel\ncpu family : 6\nmodel : 143\nflags : fpu sse avx2\n")
    'GenuineIntel 6 143, instructions 1e1337e9'
    """
    if described is None:
        try:
            described = _CPUINFO.read_text(errors="replace")
        except OSError:
            return platform.processor() or platform.machine() or "unknown"
    first = described.strip().split("\n\n")[0]
    split = (line.partition(":") for line in first.splitlines())
    lines = {name.strip(): value.strip() for name, _, value in split}
    instructions = lines.get("flags") or lines.get("Features") or ""
    known = " ".join(sorted({*_VECTORS.findall(instructions)}))
    named = " ".join(lines[name] for name in _IDENTITY if name in lines) or platform.machine()
    return f"{named}, instructions {hashlib.sha256(known.encode()).hexdigest()[:8]}"
