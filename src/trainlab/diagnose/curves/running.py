"""Running medians, and pairs of values that rise, in memory and time that long curves allow."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator

import numpy as np

AT_ONCE = 1 << 18
"""Numbers that are compared at once."""

MAX_COMPARED = 1 << 12
"""Windows, or pairs, of up to this many numbers a row are computed directly; with more, sorting is faster."""


def chunks(rows: int, each: int) -> Iterator[slice]:
    """Rows in runs that take ``AT_ONCE`` numbers together, where a row takes ``each``."""
    together = max(AT_ONCE // max(each, 1), 1)
    return (slice(start, start + together) for start in range(0, rows, together))


def running_medians(values: np.ndarray, width: int) -> np.ndarray:
    """The medians of all windows of each row.

    Args:
        values: (rows, points) numbers.
        width: points of a window, an odd number, at most all of them.

    Returns:
        (rows, points - width + 1) medians.
    """
    rows, points = values.shape
    windows = points - width + 1
    if windows * width > MAX_COMPARED:
        return np.array([_by_sorting(row, width) for row in values.tolist()]).reshape(rows, windows)
    medians = np.empty((rows, windows))
    for some in chunks(rows, windows * width):
        view = np.lib.stride_tricks.sliding_window_view(values[some], width, axis=1)
        medians[some] = np.median(view, axis=2)
    return medians


def _by_sorting(values: list[float], width: int) -> list[float]:
    """The same of one row: a window is kept sorted while it moves on."""
    window = sorted(values[:width])
    medians = [window[width // 2]]
    for leaving, coming in zip(values, values[width:], strict=False):
        del window[bisect_left(window, leaving)]
        insort(window, coming)
        medians.append(window[width // 2])
    return medians


def rising_share(values: np.ndarray) -> np.ndarray:
    """(rows,) the share of all pairs of points of each row whose later one is higher."""
    rows, points = values.shape
    pairs = points * (points - 1) // 2
    if pairs > MAX_COMPARED:
        return np.array([_rising_pairs(row) for row in values], float) / pairs
    later, earlier = np.tril_indices(points, -1)
    share = np.empty(rows)
    for some in chunks(rows, pairs):
        share[some] = np.mean(values[some][:, later] > values[some][:, earlier], axis=1)
    return share


def _rising_pairs(values: np.ndarray) -> int:
    """Pairs whose later value is higher, counted while sorted runs are merged to longer ones."""
    ranks = np.unique(values, return_inverse=True)[1].astype(np.int64)
    size = 1 << max(int(len(ranks) - 1).bit_length(), 1)
    # What fills up the first runs is lower than all that follows: these pairs are taken off in the end.
    padded = np.full(size, -1, np.int64)
    padded[size - len(ranks) :] = ranks
    count, width, span = 0, 1, len(ranks) + 2
    while width < size:
        runs = np.sort(padded.reshape(-1, 2, width), axis=2)
        # Each pair of runs has numbers of its own, so that one search serves all of them.
        offset = span * np.arange(len(runs))[:, None]
        left, right = (runs[:, half] + offset for half in (0, 1))
        before = np.searchsorted(left.ravel(), right.ravel()).reshape(right.shape)
        count += int((before - width * np.arange(len(runs))[:, None]).sum())
        padded = runs.reshape(-1)
        width *= 2
    return count - (size - len(ranks)) * len(ranks)
