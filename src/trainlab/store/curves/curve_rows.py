"""From rows (trial, step, value), read piece by piece, to a curve."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.record import Curves

Rows = tuple[np.ndarray, ...]
"""trial, step and value, or the values of several curves that have the same steps: (rows,) each."""


def build_curves(name: str, trials: np.ndarray, pieces: Sequence[Rows], dtype: type[np.floating]) -> Curves:
    """Append every value to those that its trial already has.

    Args:
        name: the curve.
        trials: ids of the trials of the curve, in any order.
        pieces: rows of these trials. They are placed piece by piece, so that a long curve needs little more
            memory than its points. Of two values at one step the later one counts.
        dtype: type of the values.
    """
    ids = np.unique(trials)
    row_of = np.zeros(ids[-1] + 1 if len(ids) else 0, np.intp)
    row_of[ids] = np.arange(len(ids))
    runs = [_runs(trial) for trial, *_ in pieces]
    counts = np.zeros(len(ids), np.int64)
    for trial, _, lengths in runs:
        np.add.at(counts, row_of[trial], lengths)
    borders = np.concatenate([[0], np.cumsum(counts)])
    steps, values = np.empty(borders[-1], np.int32), np.empty(borders[-1], dtype)
    filled = borders[:-1].copy()
    for (_, step, value), (trial, starts, lengths) in zip(pieces, runs, strict=True):
        rows = row_of[trial]
        places = _places(filled, rows, lengths)
        if (places[1:] == places[:-1] + lengths[:-1]).all():
            where = slice(
                int(places[0]) if len(places) else 0, int(places[0] + len(step)) if len(places) else 0
            )
        else:
            where = np.repeat(places - starts, lengths) + np.arange(len(step))
        steps[where], values[where] = step, value
    steps, values, borders = _in_order(steps, values, borders)
    curves = Curves.ragged(name, ids, borders, steps, values)
    return curves if np.array_equal(ids, trials) else curves.take(row_of[trials])


def _runs(trial: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Runs of neighbouring rows of one trial: its id, its first row, and how many rows it has."""
    if len(trial) and trial.strides == (0,):  # one trial, however many rows
        return trial[:1], np.zeros(1, np.int64), np.array([len(trial)])
    starts = np.flatnonzero(np.concatenate([np.ones(min(len(trial), 1), bool), trial[1:] != trial[:-1]]))
    return trial[starts], starts, np.diff(starts, append=len(trial))


def _places(filled: np.ndarray, rows: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Where each run goes: after what its row already has, which is updated."""
    order = np.argsort(rows, kind="stable")
    before = np.cumsum(lengths[order]) - lengths[order]
    first = np.searchsorted(rows[order], rows[order])  # the first run of the same row
    places = np.empty(len(rows), np.int64)
    places[order] = filled[rows[order]] + before - before[first]
    np.add.at(filled, rows, lengths)
    return places


def _in_order(
    steps: np.ndarray, values: np.ndarray, borders: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points in the order of their steps, which they nearly always have, with one value for each step."""
    rises = steps[1:] > steps[:-1]
    inner = borders[1:-1]
    rises[inner[(inner > 0) & (inner < len(steps))] - 1] = True
    if rises.all():
        return steps, values, borders
    row = np.repeat(np.arange(len(borders) - 1), np.diff(borders))
    order = np.lexsort((steps, row))  # stable: of equal steps the later one stays last
    row, steps, values = row[order], steps[order], values[order]
    last = np.ones(len(steps), bool)
    last[:-1] = (row[1:] != row[:-1]) | (steps[1:] != steps[:-1])
    counts = np.bincount(row[last], minlength=len(borders) - 1)
    return steps[last], values[last], np.concatenate([[0], np.cumsum(counts)])
