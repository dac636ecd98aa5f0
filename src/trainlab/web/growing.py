"""A curve that grows while somebody looks: what is new is put behind what is there; nothing is read twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.record import Curves
from trainlab.store.curves.curve_rows import Rows
from trainlab.web.room import Room

GROWTH = 1.5
"""How much more room is made when there is no more: each point is moved a few times, however many come."""


@dataclass(frozen=True, slots=True)
class Points:
    """A curve of all trials as it was at one commit; what comes later does not change it.

    Attributes:
        steps: (points,) the steps of the longest trial.
        values: (trials, points) float32; each trial has the first of the steps.
        counts: (trials,) how many points each has; what lies behind them is not to be looked at.
        grown: the curve it was taken from, of which others have the same points and more; None for one that
            was read whole.
    """

    steps: np.ndarray
    values: np.ndarray
    counts: np.ndarray
    grown: Growing | None = None

    def row(self, row: int) -> tuple[np.ndarray, np.ndarray]:
        """Steps and values of one trial."""
        count = self.counts[row]
        return self.steps[:count], self.values[row, :count]

    @classmethod
    def of(cls, curves: Curves) -> Points | None:
        """A curve that was read whole; None where the steps of a trial are not the first of the longest's."""
        if not curves.shared:
            return None
        width = len(curves.steps)
        values = curves.values if curves.regular else curves.matrix(np.arange(len(curves.trials)), width)
        return cls(curves.steps, values, curves.counts)


class Growing:
    """The points of a step curve, of which more are added.

    Args:
        trials: how many there are; their ids are their rows.
    """

    def __init__(self, trials: int) -> None:
        self._room, self._step_room = Room((trials, 0), np.float32), Room((0,), np.int32)
        self._counts = np.zeros(trials, np.int64)
        self._width = 0

    @property
    def held(self) -> int:
        """Points of all trials together."""
        return int(self._counts.sum())

    def add(self, pieces: Sequence[Rows]) -> bool:
        """Put rows behind those that are there; False where they do not fit: it is to be read whole then.

        They fit where every trial goes on at the step at which longer ones did.
        """
        fits = all(self._add(*piece) for piece in pieces)
        self._room.rest()
        self._step_room.rest()
        return fits

    def seen(self) -> Points:
        """What there is."""
        # Later points are written behind these, or into other memory.
        return Points(self._steps[: self._width], self._values[:, : self._width], self._counts.copy(), self)

    @property
    def _values(self) -> np.ndarray:
        return self._room.array

    @property
    def _steps(self) -> np.ndarray:
        return self._step_room.array

    def _add(self, trial: np.ndarray, step: np.ndarray, value: np.ndarray) -> bool:
        if not len(trial):
            return True
        starts = np.flatnonzero(np.concatenate([[True], trial[1:] != trial[:-1]]))
        lengths = np.diff(starts, append=len(trial))
        rows = trial[starts]
        if len(np.unique(rows)) < len(rows):
            return False
        first = self._counts[rows]
        if (lengths == lengths[0]).all() and (first == first[0]).all():  # as in most chunks
            return self._block(rows, int(first[0]), step.reshape(len(rows), -1), value.reshape(len(rows), -1))
        for row, start, at, length in zip(rows, first, starts, lengths, strict=True):
            own = slice(at, at + length)
            if not self._block(np.array([row]), int(start), step[None, own], value[None, own]):
                return False
        return True

    def _block(self, rows: np.ndarray, first: int, steps: np.ndarray, values: np.ndarray) -> bool:
        """Rows that have equally many points, and equally many new ones."""
        own, last = steps[0], first + steps.shape[1]
        known = min(max(self._width - first, 0), len(own))
        fits = (
            (steps == own).all()
            and np.array_equal(self._steps[first : first + known], own[:known])
            and (own[1:] > own[:-1]).all()
            and (known > 0 or first == 0 or own[0] > self._steps[first - 1])
        )
        if not fits:
            return False
        self._make_room(last)
        self._steps[first + known : last] = own[known:]
        self._values[rows, first:last] = values
        self._counts[rows] = last
        self._width = max(self._width, last)
        return True

    def _make_room(self, steps: int) -> None:
        room = self._values.shape[1]
        if steps <= room:
            return
        room = max(steps, int(GROWTH * room))
        more, longer = Room((len(self._values), room), np.float32), Room((room,), np.int32)
        more.array[:, : self._width] = self._values[:, : self._width]
        more.array[:, self._width :] = np.nan
        longer.array[: self._width] = self._steps[: self._width]
        self._room, self._step_room = more, longer
