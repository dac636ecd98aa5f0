"""The evaluations that a best trial is chosen from, and what each of them got right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from trainlab.record import Trial
from trainlab.record.groups.merit import value_of
from trainlab.settings import Value

SPLIT_BY = ("data_seed", "noise", "validation_examples")
"""Settings that decide which examples the validation split holds."""

BY_ACCURACY = ("none", "validation_accuracy")
"""Values of ``early_stopping`` with which a trial's best checkpoint is its evaluation of the highest
accuracy."""

REACH = 5.0
"""Standard errors below the best accuracy down to which an evaluation may win among other examples."""

MAX_EVALUATIONS = 3000
"""About how many evaluations are looked at, at most; of more, this many are drawn, whatever their accuracy:
the best alone would make the expected accuracy too high."""

MAX_CELLS = 1 << 24
"""Evaluations times examples, at most: bytes of memory."""

CURVE = "validation_accuracy"

Place = tuple[int, int]
"""A trial's number and a step."""


class RightRow(Protocol):
    """What one evaluation got right: see :class:`trainlab.record.Right`."""

    @property
    def spread(self) -> bool: ...
    @property
    def examples(self) -> int: ...
    @property
    def bits(self) -> bytes: ...


class ReadsRight(Protocol):
    """Reads what evaluations got right, where that is kept; the others are missing."""

    def right(self, wanted: Sequence[Place]) -> Mapping[Place, RightRow]:
        """What some evaluations got right."""
        ...

    def right_reaching(self, accuracy: float, most: int) -> Mapping[Place, RightRow]:
        """What evaluations of at least this validation accuracy got right, about ``most`` of them at most."""
        ...


class NothingKept:
    """For studies that do not keep what evaluations got right."""

    def right(self, wanted: Sequence[Place]) -> Mapping[Place, RightRow]:
        """Nothing."""
        return {}

    def right_reaching(self, accuracy: float, most: int) -> Mapping[Place, RightRow]:
        """Nothing."""
        return {}


def right_at_best(trials: Sequence[Trial], right: ReadsRight) -> dict[int, np.ndarray]:
    """(examples,) what trials got right at their best evaluation, by their number, where that is kept."""
    places = [(trial.id, trial.best_step) for trial in trials if trial.best_step is not None]
    return {id: unpack(row) for (id, _), row in right.right(places).items()}


def lowest_contender(best: float, examples: int) -> float:
    """The accuracy from which an evaluation might be the best one if the validation examples were different.

    Args:
        best: the best accuracy, a fraction.
        examples: how many validation examples there are.
    """
    # Two nets are distinguished by the examples that one of them is wrong on: the square of a standard error
    # of their difference is (2 - best - lowest) / examples, at most.
    reach = REACH / examples**0.5
    return 2 - best - (reach / 2 + (reach**2 / 4 + 2 * max(1 - best, 0)) ** 0.5) ** 2


def contenders_by_split(
    trials: Sequence[Trial], best: Trial, examples: int, right: ReadsRight
) -> list[np.ndarray]:
    """What evaluations got right that might be the best one, for each validation split a table.

    For a trial that keeps its evaluation of the highest accuracy these are all of its evaluations; for one
    whose best checkpoint is chosen by a loss, only that checkpoint. Evaluations that are kept because they
    were good are left out: they would make the expected accuracy too high as well.

    Args:
        trials: those that are ranked.
        best: the best-ranked trial.
        examples: how many validation examples it was measured on.
        right: reads what evaluations got right.

    Returns:
        (contenders, examples) booleans for each split, those that are right on the same examples once.
    """
    of = {trial.id: trial for trial in trials}
    lowest = lowest_contender(value_of(best, CURVE, "best"), examples)
    by_loss = [
        (trial.id, trial.best_step) for trial in trials
        if _wins_by_loss(trial) and trial.best_step is not None and value_of(trial, CURVE, "best") >= lowest
    ]  # fmt: skip
    found = {
        place: row for place, row in right.right_reaching(lowest, min(MAX_EVALUATIONS, MAX_CELLS //
            examples)).items()
        if row.spread and place[0] in of and not _wins_by_loss(of[place[0]])
    }  # fmt: skip
    splits = {trial.id: tuple(trial.settings.get(name) for name in SPLIT_BY) for trial in trials}
    tables: dict[tuple[Value | None, ...], dict[bytes, RightRow]] = {}
    left = MAX_CELLS  # other splits may hold more examples than that of the best trial
    for (id, _), row in [*found.items(), *right.right(by_loss).items()]:
        left -= row.examples
        if row.examples < 1 or left < 0:
            continue
        tables.setdefault((*splits[id], row.examples), {})[row.bits] = row
    return [np.array([unpack(row) for row in rows.values()]) for rows in tables.values()]


def unpack(row: RightRow) -> np.ndarray:
    """(examples,) booleans."""
    return np.unpackbits(np.frombuffer(row.bits, np.uint8), count=row.examples).astype(bool)


def _wins_by_loss(trial: Trial) -> bool:
    return trial.settings.get("early_stopping", "none") not in BY_ACCURACY
