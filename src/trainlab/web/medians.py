"""The median of a group of trials while they train: only what is new of it is computed."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from trainlab.plots.compute.lines.seed_band import median_and_band
from trainlab.record import Trial
from trainlab.web.buckets import LARGEST, finite
from trainlab.web.growing import GROWTH, Growing, Points
from trainlab.web.room import Room

_AT_ONCE = 1 << 20
"""Points of all trials that are sorted together."""


class Medians:
    """The median and the band of some rows of a curve that grows; safe to use from any thread.

    At a step that every trial has reached, or will not reach because it is over, nothing changes any more.
    One that trains may yet diverge, and then counts as the worst there is behind its last finite value: up
    to there it is settled.

    Args:
        rows: (trials,) the rows of the group.
    """

    def __init__(self, rows: np.ndarray) -> None:
        self._rows = rows
        self._busy = threading.Lock()
        self._grown: Growing | None = None
        self._counts, self._over = np.zeros(len(rows), np.int64), np.zeros(len(rows), bool)
        self._diverged = self._over
        self._room, self._settled = Room((3, 0), np.float32), 0

    def of(self, points: Points, trials: Sequence[Trial], worst: float) -> np.ndarray:
        """(3, points) float32: the median, and the lower and the upper end of the band, at each step.

        Args:
            points: the curve, which grew since it was given last, or is another one.
            trials: those of the rows.
            worst: what a trial that diverged counts as from its end on.
        """
        counts = points.counts[self._rows]
        over = np.array([trial.over for trial in trials], bool)
        diverged = np.array([trial.status == "diverged" for trial in trials], bool)
        width = int(counts.max(initial=0))
        with self._busy:
            was = self._over
            goes_on = (
                points.grown is self._grown
                and (counts >= self._counts).all()
                and (counts == self._counts)[was].all()
                and over[was].all()
                and (diverged == self._diverged)[was].all()
            )
            first = self._settled if goes_on else 0
            if not goes_on:  # others may still look at the array that is there
                self._room = Room((3, 0), np.float32)
            known = np.array([_known(points, row) for row in self._rows])
            self._make_room(width, first)
            lines = self._room.array
            ends = np.where(diverged & (counts > 0), known, width)  # without a point it counts as nothing
            columns = max(_AT_ONCE // max(len(counts), 1), 1)
            for begin in range(first, width, columns):
                end = min(begin + columns, width)
                lines[:, begin:end] = self._computed(points, counts, ends, worst, begin, end)
            self._grown, self._counts, self._over, self._diverged = points.grown, counts, over, diverged
            self._settled = int(min(known[~over].min(initial=width), width))
            return lines[:, :width]  # in which what is not settled may become what a later commit makes of it

    def _computed(
        self, points: Points, counts: np.ndarray, ends: np.ndarray, worst: float, begin: int, end: int
    ) -> np.ndarray:
        """The same of the steps from one to before another."""
        steps = np.arange(begin, end)
        values = points.values[self._rows, begin:end].astype(float)
        values[steps >= counts[:, None]] = np.nan
        values[steps >= ends[:, None]] = worst
        if not np.isinf(worst):
            values[np.isinf(values)] = np.nan
        return drawn(*median_and_band(values))

    def _make_room(self, width: int, keep: int) -> None:
        if width <= self._room.array.shape[1]:
            return
        more = Room((3, max(width, int(GROWTH * keep))), np.float32)
        more.array[:, :keep] = self._room.array[:, :keep]
        self._room = more


def drawn(middle: np.ndarray, below: np.ndarray, above: np.ndarray) -> np.ndarray:
    """(3, points) float32: a median and its band. Infinite ends are drawn to the picture's border."""
    ends = np.clip(np.stack([below, above]), -LARGEST, LARGEST).astype(np.float32)
    return np.concatenate([finite(middle)[None], ends])


def _known(points: Points, row: int) -> int:
    """How many points a row has up to its last finite one."""
    count = int(points.counts[row])
    while count:
        first = max(count - 1024, 0)
        found = np.flatnonzero(np.isfinite(points.values[row, first:count]))
        if len(found):
            return first + int(found[-1]) + 1
        count = first
    return 0
