"""The records of a block of trials, as each of them writes its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from trainlab.event_files.blocks import WRITE_AT_ONCE
from trainlab.event_files.series import Series
from trainlab.event_files.step_times import StepTimes
from trainlab.record import Trial

WallTime = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Gives the times of points, by their rows and their steps."""


def points_of(
    series: Sequence[Series], trials: Sequence[Trial], times: StepTimes
) -> Sequence[Iterator[memoryview]]:
    """The records of each trial, in pieces; those of several trials are made at once.

    Args:
        series: the points of the trials, each under one tag.
        trials: the trials. A single one may be of any length: its pieces are made as they are asked for.
        times: of their steps.
    """
    wall_time = _times_of(times, trials)
    if len(trials) == 1:
        pieces = (piece for one in series for piece in one.pieces(WRITE_AT_ONCE))
        return [(_bytes(piece.records(wall_time)) for piece in pieces)]
    made = [(one.borders, one.records(wall_time)) for one in series]
    return [
        iter([_bytes(records[borders[row] : borders[row + 1]]) for borders, records in made])
        for row in range(len(trials))
    ]


def _bytes(records: np.ndarray) -> memoryview:
    return records.reshape(-1).data


def _times_of(times: StepTimes, trials: Sequence[Trial]) -> WallTime:
    population = np.array([trial.population for trial in trials], np.int64)

    def wall_time(rows: np.ndarray, steps: np.ndarray) -> np.ndarray:
        found = np.empty(len(steps))
        of = population[rows]
        for number in np.unique(of).tolist():
            chosen = of == number
            found[chosen] = times.at(number, steps[chosen])
        return found

    return wall_time
