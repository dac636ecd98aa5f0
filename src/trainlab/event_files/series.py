"""Points of some trials under one tag, and which of them are new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from trainlab.event_files.look import Look, best_tag, fact_tag
from trainlab.event_files.scalars import scalars
from trainlab.record import Curves, Trial
from trainlab.record.facts import fact


class Seen(NamedTuple):
    """What was written of a trial under one tag: how many points, and the last one's step and value."""

    points: int
    step: int
    value: float


@dataclass(frozen=True, slots=True)
class Series:
    """The points of some trials under one tag, trial after trial.

    Attributes:
        tag: the tag.
        borders: (trials + 1,) where the points of each trial begin, and the last of them end.
        steps, values: (points of all,) each.
    """

    tag: str
    borders: np.ndarray
    steps: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, tag: str, curves: Curves) -> Series:
        """A curve."""
        return cls(tag, curves.borders, curves.all_steps(), curves.recorded)

    @classmethod
    def single(cls, tag: str, points: Sequence[tuple[int, float] | None]) -> Series:
        """At most one point a trial: its step and its value."""
        known = [point for point in points if point is not None]
        counts = [point is not None for point in points]
        steps = np.array([step for step, _ in known], np.int64)
        values = np.array([value for _, value in known], np.float64)
        return cls(tag, np.concatenate([[0], np.cumsum(counts, dtype=np.int64)]), steps, values)

    def rows(self, chosen: slice) -> Series:
        """That of neighbouring trials."""
        borders = self.borders[chosen.start : chosen.stop + 1]
        points = slice(borders[0], borders[-1])
        return Series(self.tag, borders - borders[0], self.steps[points], self.values[points])

    def pieces(self, most: int) -> Iterator[Series]:
        """That of a single trial, cut into pieces of at most so many points."""
        for start in range(0, len(self.steps), most):
            steps, values = self.steps[start : start + most], self.values[start : start + most]
            yield Series(self.tag, np.array([0, len(steps)]), steps, values)

    def last(self, row: int) -> Seen | None:
        """What is known of a row once all of it is written; None where it has no point."""
        start, stop = self.borders[row], self.borders[row + 1]
        if start == stop:
            return None
        return Seen(int(stop - start), int(self.steps[stop - 1]), float(self.values[stop - 1]))

    def after(self, seen: Sequence[Seen | None]) -> Series:
        """What of it is new.

        Args:
            seen: what was written of each row. Where points have come in between, or the last one has
                changed, all of the row are new: TensorBoard drops what it has from the step of an event on.
        """
        keep = np.ones(len(self.steps), bool)
        for row, before in enumerate(seen):
            start, stop = int(self.borders[row]), int(self.borders[row + 1])
            if before is not None and self._continues(before, start, stop):
                keep[start : start + before.points] = False
        if keep.all():
            return self
        kept = np.concatenate([[0], np.cumsum(keep)])
        return Series(self.tag, kept[self.borders], self.steps[keep], self.values[keep])

    def _continues(self, before: Seen, start: int, stop: int) -> bool:
        last = start + before.points - 1
        if last >= stop or self.steps[last] != before.step:
            return False
        return bool(np.array_equal(self.values[last], before.value, equal_nan=True))

    def records(self, wall_time: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> np.ndarray:
        """(points, bytes) the records of its points; see :func:`scalars`.

        Args:
            wall_time: gives the times of points, by their rows and their steps.
        """
        rows = np.repeat(np.arange(len(self.borders) - 1), np.diff(self.borders))
        with np.errstate(over="ignore"):  # of 64 bits: TensorBoard has 32, and infinity beyond them
            values = self.values.astype(np.float32)
        return scalars(self.tag, self.steps, values, wall_time(rows, self.steps))


def single_series(look: Look, trials: Sequence[Trial]) -> Iterator[Series]:
    """What has one value a trial: that of its best checkpoint, and facts once it is over."""
    for name in look.measures:
        points = [
            (trial.best_step, trial.best[name])
            if name in trial.best and trial.best_step is not None
            else None
            for trial in trials
        ]
        yield Series.single(best_tag(name), points)
    for name in look.facts:
        values = [fact(look.info, trial, name) if trial.over else None for trial in trials]
        yield Series.single(
            fact_tag(name),
            [
                None if value is None else (trial.steps, value)
                for trial, value in zip(trials, values, strict=True)
            ],
        )
