"""From rows (trial, step, value) to the matrix of a curve."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from trainlab.record import Curves

Rows = tuple[np.ndarray, ...]
"""trial, step and value, or the values of several curves that have the same steps: (rows,) each."""


def build_curves(name: str, trials: np.ndarray, pieces: Sequence[Rows], dtype: type[np.floating]) -> Curves:
    """Place every value at its trial and step.

    Args:
        name: the curve.
        trials: ids of the rows of the matrix, in any order.
        pieces: rows of these trials. They are placed piece by piece, so that a long curve needs little more
            memory than its matrix.
        dtype: type of the matrix.

    Returns:
        The curve; its columns are the steps at which any of the trials has a value.
    """
    ids = np.unique(trials)
    steps, column_of = _columns([step for _, step, _ in pieces if len(step)])
    row_of = np.zeros(ids[-1] + 1 if len(ids) else 0, np.intp)
    row_of[ids] = np.arange(len(ids))
    values = np.full((len(ids), len(steps)), np.nan, dtype)
    flat = values.reshape(-1)
    for trial, step, value in pieces:
        flat[row_of[trial] * len(steps) + column_of(step)] = value
    return Curves(name, trials, steps, values if np.array_equal(ids, trials) else values[row_of[trials]])


def _columns(pieces: list[np.ndarray]) -> tuple[np.ndarray, Callable[[np.ndarray], np.ndarray]]:
    """The different steps, ascending, and a function from steps to their positions among them."""
    first = min((int(step.min()) for step in pieces), default=0)
    span = max((int(step.max()) + 1 for step in pieces), default=0) - first
    if span > 4 * sum(map(len, pieces)):
        steps = np.unique(np.concatenate(pieces)).astype(np.int64)
        return steps, lambda step: np.searchsorted(steps, step)
    # A table over the span needs no sort: 10 times as fast on the dense steps of a loss curve.
    present = np.zeros(span, bool)
    for step in pieces:
        present[step - first] = True
    position = np.cumsum(present) - 1
    return np.flatnonzero(present) + first, lambda step: position[step - first]
