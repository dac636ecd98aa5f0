"""Whether XLA takes the flags in the environment: with others it ends the process, whatever that is doing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import lru_cache

from trainlab.errors import ResourceError

VARIABLE = "XLA_FLAGS"

_KNOWN = re.compile(r"\s*(--xla_force_host_platform_device_count=\d+\s*)*", re.ASCII)
"""Flags that need no trial."""

_TRIAL = "from jaxlib import xla_client; xla_client.make_cpu_client()"
"""What reads the flags, in a process of its own."""

_SAID = re.compile(r"^[EF]\d{4} [\d:.]+ +\d+ [\w./]+:\d+\] (?P<reason>.*?)\.?( \(.*)?$", re.MULTILINE)
"""A line in which XLA says why it ends the process, or what leads to that."""

_SECONDS = 60.0
"""How long the trial may take; after them the flags are believed."""


def check_flags() -> None:
    """Refuse flags with which XLA would end this process. Only where there are any, that takes half a second.

    Raises:
        ResourceError: XLA does not take them.
    """
    flags = os.environ.get(VARIABLE, "")
    if not _KNOWN.fullmatch(flags) and (reason := _refused(flags)) is not None:
        raise ResourceError(
            f"{VARIABLE} is {flags!r:.200}, which XLA does not take ('{reason}'): mend it, or unset it."
        )


@lru_cache(maxsize=1)
def _refused(flags: str) -> str | None:
    """Why XLA ends a process that has these flags; None where it does not."""
    if not sys.executable or getattr(sys, "frozen", False):  # no Python to try it with
        return None
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", _TRIAL], env={**os.environ, VARIABLE: flags}, timeout=_SECONDS,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    said = _SAID.search(done.stderr.decode(errors="replace")) if done.returncode else None
    return said["reason"] if said else None
