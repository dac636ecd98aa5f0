"""What a search has tried so far: settings, how far each was trained, and the curve of its objective."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from trainlab.settings import Value


@dataclass(frozen=True, slots=True, eq=False)
class Tried:
    """One setting that was tried.

    Attributes:
        id: its number; the lower one comes first where nothing else decides.
        settings: its settings, resolved, as a trial has them.
        steps: (points,) steps at which the objective was measured, ascending.
        values: (points,) the objective there; the lower is the better, infinite where it is not known.
        trained: steps it was trained for.
        length: steps it would be trained for in all.
        diverged: whether its loss became NaN or infinite.
        ended: whether it needs no more training: it made all its steps, or a rule of its own stopped it.
        round: the round of proposals it comes from, from 0.
        seed: its seed.
    """

    id: int
    settings: Mapping[str, Value]
    steps: np.ndarray
    values: np.ndarray
    trained: int
    length: int
    diverged: bool = False
    ended: bool = False
    round: int = 0
    seed: int = 0

    @property
    def fraction(self) -> float:
        """The share of its full length that it was trained for; 1 where it needs no more."""
        return 1.0 if self.ended else min(self.trained / self.length, 1.0)

    @property
    def best(self) -> float:
        """The lowest value of the objective so far; infinite without one."""
        return float(self.values.min(initial=math.inf))

    @property
    def last(self) -> float:
        """The last value of the objective; infinite without one, and where it diverged."""
        return math.inf if self.diverged or not len(self.values) else float(self.values[-1])

    def until(self, fraction: float) -> Tried:
        """What was known of it when it had been trained for a share of its length, and not more."""
        border = share_in_steps(fraction, self.length)
        if self.trained <= border:
            return self
        known = self.steps <= border
        return replace(
            self,
            steps=self.steps[known],
            values=self.values[known],
            trained=border,
            diverged=False,
            ended=False,
        )


def tried(
    settings: Mapping[str, Value],
    steps: Sequence[int] | np.ndarray,
    values: Sequence[float] | np.ndarray,
    length: int,
    *,
    id: int = 0,
    trained: int | None = None,
    higher_is_better: bool = False,
    diverged: bool = False,
    ended: bool = False,
    round: int = 0,
    seed: int = 0,
) -> Tried:
    """One setting that was tried, from arrays: of a stored trial, or of an objective in closed form.

    Args:
        settings: its settings, resolved.
        steps: steps at which the objective was measured, ascending.
        values: the objective there, as it was measured.
        length: steps it would be trained for in all.
        id: its number.
        trained: steps it was trained for; by default up to the last measurement.
        higher_is_better: turns the values round, so that the lower is the better.
        diverged: whether its loss became NaN or infinite.
        ended: whether a rule of its own stopped it; a trial that made all its steps ended as well.
        round: the round it comes from.
        seed: its seed.

    >>> one = tried({"l2": 0.1}, [0, 10, 20], [0.5, 0.8, 0.7], length=60, higher_is_better=True)
    >>> one.fraction, one.best, one.until(1 / 6).last
    (0.3333333333333333, -0.8, -0.8)
    """
    at, found = np.asarray(steps, np.int64), np.asarray(values, np.float64)
    found = np.where(np.isnan(found), math.inf, -found if higher_is_better else found)
    done = (int(at[-1]) if len(at) else 0) if trained is None else trained
    over = diverged or ended or done >= length
    return Tried(id, settings, at, found, done, length, diverged, over, round, seed)


def share_in_steps(fraction: float, length: int) -> int:
    """The steps of a share of a length: whole, at least 1, at most all."""
    return min(max(round(fraction * length), 1), length)
