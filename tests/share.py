"""How much of the long forms of tests is run: all, or the share that ``make endurance SHARE=0.1`` names."""

from __future__ import annotations

import os

SHARE = float(os.environ.get("ENDURANCE_SHARE") or 1)


def some(number: int) -> int:
    """So many of that many inputs, at least one."""
    return max(1, round(number * SHARE))


EVERY = max(1, round(1 / SHARE))
"""Which of all places a test takes that would take every one: each, or every tenth."""
