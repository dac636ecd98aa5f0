"""One curve of several trials, which may be of any lengths: memory goes by what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Self

import numpy as np

from trainlab.errors import StudyError
from trainlab.free_memory import check_room


class Curves:
    """One curve of several trials.

    Each trial has its own points, a value and the step it belongs to. They lie one trial after the other,
    so that a study of many short trials and a long one takes no more memory than they have points. Where all
    trials have a value at the same steps, ``values`` is that memory itself, as a matrix; elsewhere it is made
    when it is asked for, and takes as many columns as there are different steps.

    Args:
        name: one of ``STEP_CURVES`` or ``EVALUATION_CURVES``, or a probe's such as ``gradient_norm.hidden1``.
        trials: (trials,) ids.
        steps: (points,) the steps the columns belong to, ascending.
        values: (trials, points); NaN where a trial has no value at that step.

    Attributes:
        name: its name.
        trials: (trials,) ids.
        borders: (trials + 1,) where the points of each trial begin, and the last of them end.
        recorded: (points of all,) the values, trial after trial.
    """

    def __init__(self, name: str, trials: np.ndarray, steps: np.ndarray, values: np.ndarray) -> None:
        values, steps = np.asarray(values), np.asarray(steps)
        self.name, self.trials = name, np.asarray(trials)
        self.borders = np.arange(len(values) + 1, dtype=np.int64) * len(steps)
        self.recorded = values.reshape(-1)
        self._steps, self._shared = steps, True

    @classmethod
    def ragged(
        cls, name: str, trials: np.ndarray, borders: np.ndarray, steps: np.ndarray, values: np.ndarray
    ) -> Self:
        """A curve of trials that each have points at their own steps.

        Args:
            name: its name.
            trials: (trials,) ids.
            borders: (trials + 1,) where the points of each trial begin, and the last of them end.
            steps: (points of all,) the step of each value, ascending in each trial.
            values: (points of all,) the values.
        """
        curves = cls.__new__(cls)
        curves.name, curves.trials, curves.borders, curves.recorded = name, trials, borders, values
        counts = np.diff(borders)
        longest = int(np.argmax(counts)) if len(counts) else 0
        common = steps[borders[longest] : borders[longest + 1]] if len(counts) else steps[:0]
        # Nearly always the steps of a short trial are the first ones of a long one: they are kept once.
        curves._shared = bool(
            np.array_equal(steps, np.broadcast_to(common, (len(counts), len(common))).reshape(-1))
            if (counts == len(common)).all()
            else all(
                np.array_equal(steps[start:stop], common[: stop - start])
                for start, stop in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True)
            )
        )
        curves._steps = common.astype(np.int64) if curves._shared else steps
        return curves

    @classmethod
    def joined(cls, curves: Sequence[Curves]) -> Curves:
        """One curve of the trials of several, in their order."""
        first = curves[0]
        trials = np.concatenate([curve.trials for curve in curves])
        recorded = np.concatenate([curve.recorded for curve in curves])
        if all(curve.regular and np.array_equal(curve.steps, first.steps) for curve in curves):
            return cls(first.name, trials, first.steps, recorded.reshape(len(trials), len(first.steps)))
        borders = np.concatenate([[0], np.cumsum(np.concatenate([curve.counts for curve in curves]))])
        steps = np.concatenate([curve.all_steps() for curve in curves])
        return cls.ragged(first.name, trials, borders, steps, recorded)

    @property
    def counts(self) -> np.ndarray:
        """(trials,) how many points each trial has."""
        return np.diff(self.borders)

    @property
    def rows(self) -> dict[int, int]:
        """The row of each trial, by its id."""
        return {trial: row for row, trial in enumerate(self.trials.tolist())}

    @property
    def shared(self) -> bool:
        """Whether the steps of every trial are the first ones of ``steps``."""
        return self._shared

    @cached_property
    def regular(self) -> bool:
        """Whether all trials have a value, or NaN, at the same steps."""
        return self._shared and bool((self.counts == len(self._steps)).all())

    @cached_property
    def steps(self) -> np.ndarray:
        """The steps at which any of the trials has a value, ascending."""
        return self._steps if self._shared else different(self._steps)

    @cached_property
    def values(self) -> np.ndarray:
        """(trials, steps) a row for each trial; NaN where it has no value at that step.

        Raises:
            StudyError: that takes more memory than is free; the curves of single trials do not.
        """
        if self.regular:
            return self.recorded.reshape(len(self.trials), len(self._steps))
        return self.matrix(np.arange(len(self.trials)), len(self.steps))

    def matrix(self, rows: np.ndarray, width: int) -> np.ndarray:
        """(rows, width) values of some trials at the first ``width`` of ``steps``; NaN where there are none.

        Raises:
            StudyError: that takes more memory than is free.
        """
        width = min(width, len(self.steps))
        if self.regular:
            return self.values[rows, :width]
        check_room(
            len(rows) * width * self.recorded.itemsize,
            f"{self.name} as a matrix of {len(rows):,} trials and {width:,} steps",
            "take fewer trials at a time", StudyError,
        )  # fmt: skip
        values = np.full((len(rows), width), np.nan, self.recorded.dtype)
        for place, row in enumerate(rows.tolist()):
            steps, recorded = self.row(row)
            if self._shared:
                values[place, : len(recorded)] = recorded[:width]
            else:
                columns = np.searchsorted(self.steps, steps)
                values[place, columns[columns < width]] = recorded[columns < width]
        return values

    def row(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """The steps and the values of the trial in a row, without a copy."""
        start, stop = int(self.borders[row]), int(self.borders[row + 1])
        steps = self._steps[: stop - start] if self._shared else self._steps[start:stop]
        return steps, self.recorded[start:stop]

    def all_steps(self) -> np.ndarray:
        """(points of all,) the step of each value."""
        if not self._shared:
            return self._steps
        return self._steps[np.arange(self.borders[-1]) - np.repeat(self.borders[:-1], self.counts)]

    def steps_at(self, rows: np.ndarray, points: np.ndarray) -> np.ndarray:
        """The steps of some points: (rows, points) numbers of points, counted from each row's first."""
        return self._steps[points if self._shared else self.borders[rows][:, None] + points]

    def take(self, rows: np.ndarray) -> Curves:
        """The trials of some rows, in that order."""
        rows = np.asarray(rows, np.intp)
        ids = self.trials[rows]
        if self.regular:
            return Curves(self.name, ids, self._steps, self.values[rows])
        counts = self.counts[rows]
        borders = np.concatenate([[0], np.cumsum(counts)])
        points = np.repeat(self.borders[rows] - borders[:-1], counts) + np.arange(borders[-1])
        if self._shared:
            return self._like(
                ids, borders, self._steps[: max(counts.max(initial=0), 0)], self.recorded[points]
            )
        return Curves.ragged(self.name, ids, borders, self._steps[points], self.recorded[points])

    def renumbered(self, trials: np.ndarray) -> Curves:
        """The same, of trials with other ids."""
        return self._like(trials, self.borders, self._steps, self.recorded)

    def _like(self, trials: np.ndarray, borders: np.ndarray, steps: np.ndarray, values: np.ndarray) -> Curves:
        """A curve whose steps are kept as these are."""
        curves = Curves.__new__(Curves)
        curves.name, curves.trials, curves.borders, curves.recorded = self.name, trials, borders, values
        curves._steps, curves._shared = steps, self._shared
        return curves


def like_rows(counts: np.ndarray, most: int, shared: bool = True) -> Iterator[np.ndarray]:
    """Rows in groups whose matrix, as wide as the longest of them, has at most ``most`` cells.

    Args:
        counts: (rows,) points of each.
        most: cells of a matrix; a row that has more by itself is alone.
        shared: whether the points of a short row are the first ones of a long one. Otherwise a matrix may
            need a column for every point of its rows.

    Yields:
        Row numbers, ascending, of the shortest rows first; all of them where one matrix holds all.
    """
    if not len(counts):
        return
    width = int(counts.max()) if shared else int(counts.sum())
    if len(counts) * width <= most:
        yield np.arange(len(counts))
        return
    order = np.argsort(counts, kind="stable")
    start, width = 0, 0
    for place, count in enumerate(counts[order].tolist()):
        wider = count if shared else width + count
        if place > start and (place + 1 - start) * wider > most:
            yield np.sort(order[start:place])
            start, wider = place, count
        width = wider
    yield np.sort(order[start:])


def different(steps: np.ndarray) -> np.ndarray:
    """The different steps, ascending."""
    if not len(steps):
        return steps.astype(np.int64)
    first, last = int(steps.min()), int(steps.max())
    if last - first >= 4 * len(steps):
        return np.unique(steps).astype(np.int64)
    # A table over the span needs no sort: 10 times as fast on the dense steps of a loss curve.
    present = np.zeros(last - first + 1, bool)
    present[steps - first] = True
    return np.flatnonzero(present) + first
