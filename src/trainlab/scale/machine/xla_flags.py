"""XLA's own flags, as the environment sets them."""

from __future__ import annotations

import os
from pathlib import Path

from trainlab.errors import DataError
from trainlab.files.opening import read_text
from trainlab.train.jax_options import COMPILER_OPTIONS

VARIABLE = "XLA_FLAGS"

LARGEST = 64 * 1024
"""Bytes of a file of flags, at most."""

_OF_NO_MATTER = (
    "xla_dump_",
    "xla_force_host_platform_device_count",
    "xla_cpu_fast_math_honor_",
    "xla_detailed_logging",
)
"""Beginnings of flags that change no number here: devices are part of the plan, and fast math is off."""


def xla_flags(written: str | None = None) -> str:
    """The flags that may decide about numbers and that no program sets for itself, or ``none``.

    Args:
        written: the value of the variable; read from the environment by default.

    >>> xla_flags("--xla_dump_to=/tmp --xla_cpu_max_isa=AVX --xla_cpu_enable_fast_math=true")
    'xla_cpu_max_isa=AVX'
    """
    text = os.environ.get(VARIABLE, "") if written is None else written
    if text.strip() and not text.lstrip().startswith("-"):  # then it names a file of flags
        text = _from_file(text.strip())
    flags = {}
    for token in text.split():
        name, _, value = token.lstrip("-").partition("=")
        if name not in COMPILER_OPTIONS and not name.startswith(_OF_NO_MATTER):
            flags[name] = value  # the last one counts
    return " ".join(f"{name}={flags[name]}" if flags[name] else name for name in sorted(flags)) or "none"


def _from_file(path: str) -> str:
    """What a file of flags says; XLA takes one that cannot be read for no flags."""
    try:
        return read_text(Path(path), LARGEST)
    except DataError:
        return ""
