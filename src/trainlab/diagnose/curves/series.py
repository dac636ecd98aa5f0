"""A few values of a loss over training, for every trial: those of evaluations, or the levels of steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from trainlab.diagnose.curves.levels import BLOCKS, SMALLEST_LOSS, Levels
from trainlab.record import Curves

MIN_EVALUATIONS = 5
"""Evaluations needed to see a trend: five fall one after the other by chance once in 120."""


@dataclass(frozen=True)
class Series:
    """Points of one loss curve, one row a trial; rows may differ in their number of points.

    Attributes:
        curve: name of the curve they are of.
        count: (trials,) points of each trial; they come first in its row. 0 where too few to judge.
        steps: (trials, points) the step at which each was measured; of a level the last step in it.
        time: (trials, points) the same as a share of training; of a level the middle of it.
        losses: (trials, points) the losses.
    """

    curve: str
    count: np.ndarray
    steps: np.ndarray
    time: np.ndarray
    losses: np.ndarray

    @cached_property
    def log(self) -> np.ndarray:
        """(trials, points) natural logarithm of the losses, none taken for less than ``SMALLEST_LOSS``."""
        return np.log(np.maximum(self.losses, SMALLEST_LOSS))

    @property
    def name(self) -> str:
        """The curve as people read it."""
        return self.curve.replace("_", " ")

    def values(self, row: int) -> np.ndarray:
        """(count,) the losses of a trial."""
        return np.asarray(self.losses[row, : self.count[row]])

    def of_at_least(self, points: int) -> Series:
        """The same, without the trials of fewer points."""
        return replace(self, count=np.where(self.count >= points, self.count, 0))

    def groups(self) -> Iterator[np.ndarray]:
        """Rows of equally many points, those with none apart: to compute several at once."""
        for count in np.unique(self.count):
            if count:
                yield np.flatnonzero(self.count == count)


def of_levels(levels: Levels) -> Series:
    """The levels of train loss as a series."""
    rows = len(levels.log)
    time = np.broadcast_to((np.arange(BLOCKS) + 0.5) / BLOCKS, (rows, BLOCKS))
    count = np.where(levels.long_enough, BLOCKS, 0)
    return Series("train_loss", count, levels.steps[:, 1:], time, levels.values)


def of_evaluations(levels: Levels, losses: Curves | None, fewest: int = MIN_EVALUATIONS) -> Series | None:
    """What evaluations measured, in the rows of the levels: losses of the same examples every time.

    A trial has no points where fewer than ``fewest`` of its evaluations are finite.
    """
    if losses is None or not losses.recorded.size:
        return None
    at = rows_of(losses, levels.trials)
    there = np.flatnonzero(at >= 0)
    some = losses.take(at[there])
    known = np.isfinite(some.recorded)
    row = np.repeat(np.arange(len(there)), some.counts)[known]
    count = np.zeros(len(at), int)
    count[there] = np.bincount(row, minlength=len(there))
    begins = np.cumsum(count[there]) - count[there]
    place = there[row], np.arange(len(row)) - begins[row]
    steps = np.zeros((len(at), max(int(count.max(initial=0)), 1)), np.int64)
    values = np.ones(steps.shape)
    steps[place], values[place] = some.all_steps()[known], some.recorded[known]
    count = np.where(count >= fewest, count, 0)
    last = np.maximum(steps[np.arange(len(at)), np.maximum(count - 1, 0)], 1)
    return Series(losses.name, count, steps, steps / last[:, None], values)


def rows_of(curves: Curves, trials: np.ndarray) -> np.ndarray:
    """(trials,) the row that each trial has in a curve; -1 where it has none."""
    rows = curves.rows
    return np.array([rows.get(trial, -1) for trial in trials.tolist()], dtype=int)
