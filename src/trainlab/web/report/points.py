"""A curve of all trials as the points that a report holds of it: all, or those that keep its extremes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlab.record import Curves
from trainlab.web.buckets import edges, extremes, finite
from trainlab.web.pack import pack

_ROWS = 256
"""Trials whose points are looked at together: memory goes by them."""


@dataclass(frozen=True, slots=True)
class Points:
    """Points of a curve, trial after trial.

    Attributes:
        counts: (trials,) how many points of each are held.
        steps: (points of all,) their steps.
        values: (points of all,) float32.
        of: points there are of all trials: those whose values are finite.
    """

    counts: np.ndarray
    steps: np.ndarray
    values: np.ndarray
    of: int

    @property
    def whole(self) -> bool:
        """Whether no point is left out."""
        return len(self.values) == self.of

    def packed(self) -> bytes:
        """The points as bytes: steps as the gap to the one before, which compress to next to nothing."""
        gaps = np.diff(self.steps, prepend=0)
        begins = np.cumsum(self.counts) - self.counts
        begins = begins[self.counts > 0]
        gaps[begins] = self.steps[begins]
        # The first bytes of all values, then the second ones, and so on: they compress better.
        planes = np.ascontiguousarray(self.values, "<f4").view(np.uint8).reshape(-1, 4).T
        kind = np.uint8 if gaps.max(initial=0) < 256 else np.int32
        return pack(
            {"whole": self.whole, "of": self.of},
            {"counts": self.counts.astype(np.int32), "gaps": gaps.astype(kind), "planes": planes},
        )


def points_of(curves: Curves, most: int | None = None) -> Points:
    """The points of a curve, at most some of each trial.

    Args:
        curves: the curve, a row a trial.
        most: about how many points a trial may have; all where None.
    """
    counts, steps, values, of = [], [], [], 0
    for first in range(0, len(curves.trials), _ROWS):
        rows = range(first, min(first + _ROWS, len(curves.trials)))
        for row in rows:
            at, found = curves.row(row)
            found = finite(found)
            known = np.isfinite(found)
            of += int(known.sum())
            at, found = at[known], found[known]
            if most is not None:
                held = kept(found, most)
                at, found = at[held], found[held]
            counts.append(len(at))
            steps.append(at)
            values.append(found)
    return Points(
        np.array(counts, np.int64),
        np.concatenate(steps).astype(np.int64) if steps else np.empty(0, np.int64),
        np.concatenate(values) if values else np.empty(0, np.float32),
        of,
    )


def kept(values: np.ndarray, most: int) -> np.ndarray:
    """Which points of a line are kept: the smallest and largest of each bucket, the first and the last.

    Args:
        values: (points,) finite float32.
        most: about how many points are kept: buckets are as many as half of it.

    >>> kept(np.float32([5, 4, 9, 3, 0, 1, 2, 1]), 4).nonzero()[0].tolist()
    [0, 2, 3, 4, 6, 7]
    """
    count = len(values)
    held = np.ones(count, bool)
    if count <= most:
        return held
    x = np.arange(count, dtype=float)
    borders = edges(0, count - 1, max(most // 2, 1))
    low, high = extremes(x, values[None], borders)
    bucket = np.minimum(np.searchsorted(borders, x, "right") - 1, len(borders) - 2)
    held[:] = False
    for ends in (low[0], high[0]):
        places = np.flatnonzero(values == ends[bucket])
        # The first of those that are equal: places ascend, and so do their buckets.
        held[places[np.unique(bucket[places], return_index=True)[1]]] = True
    held[[0, -1]] = True
    return held
