"""Estimates with an interval over seeds, by the jackknife."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trainlab.statistics.student import t_quantile

COVERAGE = 0.9
"""Share of repetitions with other seeds in which an interval holds what is estimated."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, and where it lies with other seeds.

    Attributes:
        value: the number, from all seeds.
        low, high: ends of the ``COVERAGE`` interval over seeds; infinite where it is open, equal to the value
            where there is one seed only.
    """

    value: float
    low: float
    high: float

    def mapped(self, change: Callable[[float], float], least: float, most: float) -> Estimate:
        """The estimate on another scale, by a growing function; its ends are moved into a range."""
        low = least if self.low == -np.inf else max(change(self.low), least)
        high = most if self.high == np.inf else min(change(self.high), most)
        value = change(self.value)
        return Estimate(value, min(low, value), max(high, value))


@dataclass(frozen=True, slots=True)
class SeedRange:
    """A number, and the lowest and the highest that a seed has by itself.

    Attributes:
        value: the number, from all seeds.
        low, high: what the seeds have by themselves, from the lowest to the highest; no interval, but a fact
            about the seeds that were trained. Infinite for a seed that has none.
    """

    value: float
    low: float
    high: float


def over_seeds(
    measure: Callable[[np.ndarray], float], seeds: int, telling: np.ndarray | None = None
) -> Estimate | None:
    """A number computed from all seeds, with its interval.

    The interval is that of Student's t, with the standard error that the jackknife gives: how far the number
    moves when each seed in turn is left out (Tukey 1958; Efron and Tibshirani 1993, "An Introduction to the
    Bootstrap", chapter 11). With few seeds the bootstrap's percentiles, which it replaces, lie too close
    together: a 90% interval over 5 seeds held the answer in 57 to 85% of repetitions
    (``bench/sweep_claims.py``). What is estimated is what such a sweep says on average over seeds.

    Args:
        measure: the number, from seeds that are given by their places; NaN where it does not exist. On a
            scale on which its errors are even, such as the logarithm of a learning rate.
        seeds: how many seeds there are.
        telling: places of the seeds that the number depends on; all by default.

    Returns:
        The estimate; None where all seeds together give no finite number.
    """
    every = np.arange(seeds)
    value = float(measure(every))
    if not np.isfinite(value):
        return None
    left_out = every if telling is None else telling
    without = np.array([measure(np.delete(every, seed)) for seed in left_out] if seeds > 1 else [])
    without = without[~np.isnan(without)]
    known = without[np.isfinite(without)]
    half = 0.0
    if known.size > 1:
        error = np.sqrt((known.size - 1) / known.size * ((known - known.mean()) ** 2).sum())
        half = float(t_quantile((1 + COVERAGE) / 2, known.size - 1) * error)
    low = -np.inf if (without == -np.inf).any() else value - half
    high = np.inf if (without == np.inf).any() else value + half
    return Estimate(value, low, high)
