"""Whether two trials are the same, bit for bit: every curve that was recorded of them, and their weights."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from trainlab.record import EVALUATION_CURVES, Curves, Trial

GIVEN = "learning_rate"
"""The one curve that is not a result: it is given by a trial's settings."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a study keeps beside its train losses; asked only where these are equal.

    Attributes:
        names: names of its curves.
        curves: one of them, of some trials, by name and ids.
        weights: the weights of a trial, ``final`` or ``best``; None where none are stored.
    """

    names: Sequence[str]
    curves: Callable[[str, Sequence[int]], Curves]
    weights: Callable[[int, str], Mapping[str, np.ndarray] | None]


class SameTrials:
    """Compares trials; what was read of one is kept.

    Args:
        losses: the finite beginning of the train loss of each trial, by id.
        kept: all else; None where nothing else is known than what trials themselves hold.
    """

    def __init__(self, losses: Mapping[int, np.ndarray], kept: Kept | None) -> None:
        self._losses, self._kept = losses, kept
        self._curves: dict[str, Curves] = {}
        self._rows: dict[str, dict[int, int]] = {}
        self._prints: dict[int, tuple[bytes | None, bytes | None]] = {}

    def same(self, first: Trial, second: Trial) -> bool:
        """Whether every curve and all weights are equal, and both ended the same way."""
        return (
            np.array_equal(self._losses[first.id], self._losses[second.id])
            and (first.status, first.steps) == (second.status, second.steps)
            and _equal(first.final, second.final) and _equal(first.best, second.best)
            and all(self._equal_curve(name, first, second) for name in self._names())
            and self._weights(first) == self._weights(second)
        )  # fmt: skip

    def beginning(self, short: Trial, long: Trial) -> bool:
        """Whether the curves of one are the beginning of those of another, where both were measured."""
        losses = self._losses[short.id], self._losses[long.id]
        return np.array_equal(losses[0], losses[1][: len(losses[0])]) and all(
            self._equal_curve(name, short, long, both=True) for name in self._names()
        )

    def measured_at_end(self, short: Trial, long: Trial) -> bool:
        """Whether the longer was evaluated where the shorter ended."""
        if self._kept is None:
            return False
        steps, losses = self._points("validation_loss", long)
        return bool(np.isfinite(losses[steps == short.steps]).any())

    @property
    def knows_all(self) -> bool:
        """Whether all that a study keeps was compared."""
        return self._kept is not None

    def _names(self) -> list[str]:
        names = self._kept.names if self._kept is not None else ()
        return [name for name in names if name not in (GIVEN, "train_loss")]

    def _points(self, name: str, trial: Trial) -> tuple[np.ndarray, np.ndarray]:
        """The steps and the values of a trial's curve."""
        if name not in self._curves:
            assert self._kept is not None
            self._curves[name] = self._kept.curves(name, sorted(self._losses))
            self._rows[name] = self._curves[name].rows
        steps, values = self._curves[name].row(self._rows[name][trial.id])
        known = ~np.isnan(values)
        return (steps, values) if known.all() else (steps[known], values[known])

    def _equal_curve(self, name: str, first: Trial, second: Trial, both: bool = False) -> bool:
        (steps, one), (others, other) = self._points(name, first), self._points(name, second)
        if not both:
            return np.array_equal(steps, others) and np.array_equal(one, other)
        seen, here, there = np.intersect1d(steps, others, assume_unique=True, return_indices=True)
        until = seen <= first.steps
        return np.array_equal(one[here[until]], other[there[until]])

    def _weights(self, trial: Trial) -> tuple[bytes | None, bytes | None]:
        if trial.id not in self._prints:
            self._prints[trial.id] = self._print(trial, "final"), self._print(trial, "best")
        return self._prints[trial.id]

    def _print(self, trial: Trial, which: str) -> bytes | None:
        found = self._kept.weights(trial.id, which) if self._kept is not None else None
        if found is None:
            return None
        made = blake2b(digest_size=16)
        for name, array in sorted(found.items()):
            made.update(f"{name} {array.dtype} {array.shape} ".encode())
            made.update(np.ascontiguousarray(array).view(np.uint8).data)
        return made.digest()


def _equal(first: Mapping[str, float], second: Mapping[str, float]) -> bool:
    values = [[each.get(name, np.nan) for name in EVALUATION_CURVES] for each in (first, second)]
    return np.array_equal(*np.array(values), equal_nan=True)
