"""The processor, as far as the last bits of results depend on it."""

from __future__ import annotations

import hashlib
import platform
import re
from pathlib import Path

_VECTORS = re.compile(
    r"\b(?:sse\w*|ssse3|avx\w*|amx\w*|fma4?|f16c|xop|bmi[12]|abm|asimd\w*|sve\w*|sme|sme_\w+|fp|fphp|bf16|i8mm|fcma)\b"
)
"""Kinds of instructions that XLA chooses among."""

_IDENTITY = ("vendor_id", "cpu family", "model", "CPU implementer", "CPU part", "CPU variant")
"""Lines that name a processor; compilers and libraries choose by them, too."""

_CPUINFO = Path("/proc/cpuinfo")


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
