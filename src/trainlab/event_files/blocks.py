"""Trials in blocks of bounded size, so that a study of any size is written in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

READ_AT_ONCE = 1 << 23
"""Points of curves that are read together, at most: each takes 8 bytes."""

WRITE_AT_ONCE = 1 << 19
"""Points that become records together: each takes about 50 bytes."""


def neighbours(points: Sequence[int] | np.ndarray, most: int) -> Iterator[slice]:
    """Rows in their order, in groups of at most so many points; a row with more is alone."""
    begins = np.concatenate([[0], np.cumsum(points, dtype=np.int64)])
    start, rows = 0, len(begins) - 1
    while start < rows:
        stop = max(int(np.searchsorted(begins, begins[start] + most, side="right")) - 1, start + 1)
        yield slice(start, stop)
        start = stop
