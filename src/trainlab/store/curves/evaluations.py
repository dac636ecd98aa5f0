"""Evaluations out of ``study.sqlite``, each read once however often a reader asks."""

from __future__ import annotations

import sqlite3
from collections.abc import Hashable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from trainlab.record import OVER
from trainlab.store.curves._reading_cache import Answer, Answers, joined
from trainlab.store.curves.curve_rows import Rows
from trainlab.store.curves.parts import MAX_STEPS

_BEFORE_ALL = -(2**63)
"""Less than any step, those included that a damaged file may hold."""


class _Progress(NamedTuple):
    """How far the evaluations of some trials have been read.

    Attributes:
        last: (trials,) the step of the last one.
        over: (trials,) whether the trial trained no more by then, so that none follows.
    """

    last: np.ndarray
    over: np.ndarray


class Evaluated:
    """The evaluations of one study, and what was read of them; safe to use from any thread.

    While a trial trains, its evaluations are committed in the order of their steps, so that only those after
    the last are new. The commit that ends it may hold an earlier one, that of its best checkpoint: then all
    of them are read again, for the last time.
    """

    def __init__(self) -> None:
        self._answers: Answers[_Progress] = Answers()

    def read(
        self, connection: sqlite3.Connection, study: Hashable, curves: Sequence[str], trials: np.ndarray
    ) -> Rows:
        """The evaluations of some trials.

        Args:
            connection: the database, in a transaction.
            study: tells the study from another that took its place.
            curves: some of ``EVALUATION_CURVES``: read together, the second costs a fifth of the first.
            trials: ids, ascending.

        Returns:
            trial and step (int64) and a value (float64) of each curve, one row for each evaluation, in no
            order.

        Raises:
            ValueError, TypeError, OverflowError: the file holds something else than evaluations.
            sqlite3.Error: it is damaged.
        """
        question = (study, *curves, trials.tobytes())
        over = _over(connection)[trials]
        pieces, last, due = [], np.full(len(trials), _BEFORE_ALL), np.ones(len(trials), bool)
        if before := self._answers.last(question):
            due = ~before.known.over
            ended = due & over
            last = np.where(ended, _BEFORE_ALL, before.known.last)
            pieces.append(_without(before.rows, trials[ended]))
        new = _rows_behind(connection, curves, trials[due], last[due])
        np.maximum.at(last, np.searchsorted(trials, new[0]), new[1])
        rows = joined([*pieces, new]) if pieces else new
        self._answers.keep(question, Answer(rows, _Progress(last, over)))
        return rows


def _without(rows: Rows, trials: np.ndarray) -> Rows:
    if not len(trials):
        return rows
    stay = ~np.isin(rows[0], trials)
    return tuple(column[stay] for column in rows)


def _rows_behind(
    connection: sqlite3.Connection, curves: Sequence[str], trials: np.ndarray, last: np.ndarray
) -> Rows:
    query = f"SELECT trial, step, {', '.join(curves)} FROM evaluation WHERE trial = ? AND step > ?"

    def found() -> Iterator[float | None]:
        asked = zip(trials.tolist(), last.tolist(), strict=True)
        return chain.from_iterable(chain.from_iterable(connection.execute(query, place) for place in asked))

    try:
        numbers = np.fromiter(found(), np.float64)
    except TypeError:  # slower, and NULL becomes NaN
        numbers = np.array(list(found()), np.float64)
    trial, steps, *values = numbers.reshape(-1, 2 + len(curves)).T.copy()
    if not ((steps >= 0) & (steps <= MAX_STEPS) & (steps == np.floor(steps))).all():
        raise ValueError("it has evaluations at impossible steps")
    return trial.astype(np.int64), steps.astype(np.int64), *values


def _over(connection: sqlite3.Connection) -> np.ndarray:
    """Whether each trial trains no more, by id."""
    marks = ", ".join("?" * len(OVER))
    found = connection.execute(f"SELECT status IN ({marks}) FROM trial ORDER BY id", OVER).fetchall()
    return np.array(found, bool).reshape(-1)
