"""What a reader has read, kept so that asking again reads only what was committed since.

A program that watches a study asks the same again and again while it grows; most of the answer is known,
since what is committed never changes.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from trainlab.store.curves.curve_rows import Rows

MAX_BYTES = 64 << 20
"""Bytes of rows that a reader keeps of one kind of curve: 5 million steps of a train loss."""

MAX_QUESTIONS = 64
"""Questions that a reader remembers, the latest ones."""

Known = TypeVar("Known")


class Answer(NamedTuple, Generic[Known]):
    """Rows that were read, and how to find those that came later.

    Attributes:
        rows: trial, step and value of each, or values of several curves.
        known: how far they go: files, or steps by trial.
    """

    rows: Rows
    known: Known


class Answers(Generic[Known]):
    """The last answers, within a limit; safe to use from any thread.

    Args:
        max_bytes: of the rows of all answers together.
    """

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._answers: OrderedDict[Hashable, Answer[Known]] = OrderedDict()
        self._busy = threading.Lock()

    def last(self, question: Hashable) -> Answer[Known] | None:
        """What this question was answered with last."""
        with self._busy:
            return self._answers.get(question)

    def keep(self, question: Hashable, answer: Answer[Known]) -> None:
        """Keep an answer in place of the question's last one; the oldest of others make room for it."""
        with self._busy:
            self._answers.pop(question, None)
            if size(answer.rows) > self._max_bytes:
                return
            self._answers[question] = answer
            while self._bytes() > self._max_bytes or len(self._answers) > MAX_QUESTIONS:
                self._answers.popitem(last=False)

    def _bytes(self) -> int:
        return sum(size(answer.rows) for answer in self._answers.values())


def size(rows: Rows) -> int:
    """Bytes that rows take."""
    return sum(column.nbytes for column in rows)


def joined(pieces: Sequence[Rows]) -> Rows:
    """Pieces as one, in memory of their own."""
    return tuple(np.concatenate(column) for column in zip(*pieces, strict=True))
