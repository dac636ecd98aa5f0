"""Estimates with an interval over seeds, by the bootstrap."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

COVERAGE = 0.9
"""Share of the bootstrap draws that lie inside an interval."""

DRAWS = 1000
"""Bootstrap draws: the 5% and 95% points of so many have a standard error of 0.7 points of share."""

BOOTSTRAP_SEED = 0
"""The same trials always get the same interval."""


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


def draw_seeds(seeds: int) -> np.ndarray:
    """Bootstrap draws of seeds (Efron 1979): numbers of seeds drawn with replacement.

    Args:
        seeds: how many there are.

    Returns:
        (DRAWS, seeds) whole numbers below ``seeds``.
    """
    return np.random.default_rng(BOOTSTRAP_SEED).integers(seeds, size=(DRAWS, seeds))


def in_every_draw(measure: Callable[[np.ndarray], np.ndarray | float], seeds: int) -> np.ndarray:
    """What is measured from the seeds of every bootstrap draw.

    Args:
        measure: numbers from seeds that are given by their places, which may repeat and whose order does not
            matter.
        seeds: how many seeds there are.

    Returns:
        (draws, ...) the numbers of each draw; with one seed there is a single draw.
    """
    if seeds == 1:
        return np.asarray(measure(np.zeros(1, int)))[None]
    # The order of seeds means nothing, and few seeds can be drawn in few ways: five in 126.
    ways, way = np.unique(np.sort(draw_seeds(seeds), axis=1), axis=0, return_inverse=True)
    return np.stack([np.asarray(measure(drawn)) for drawn in ways])[way.reshape(-1)]


def estimate(value: float, draws: np.ndarray) -> Estimate | None:
    """An estimate from its value in every bootstrap draw.

    The interval is the percentile interval (Efron and Tibshirani 1993, "An Introduction to the Bootstrap",
    chapter 13). Draws may be infinite; draws that are NaN, in which the number does not exist, are left out.

    Args:
        value: the number from all seeds.
        draws: (draws,) the number in each draw.

    Returns:
        The estimate; None where the number from all seeds is not finite.
    """
    if not np.isfinite(value):
        return None
    known = np.sort(draws[~np.isnan(draws)])
    if not known.size:
        return Estimate(value, value, value)
    # Ranks, not interpolated quantiles: half of infinity is no rate.
    low, high = (
        float(known[round(share * (known.size - 1))]) for share in ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2)
    )
    return Estimate(value, min(low, value), max(high, value))


def over_seeds(measure: Callable[[np.ndarray], float], seeds: int) -> Estimate | None:
    """A number computed from some of the seeds, with its interval.

    Args:
        measure: as in :func:`in_every_draw`; NaN where the number does not exist.
        seeds: how many seeds there are.

    Returns:
        The estimate; None where all seeds together give no finite number.
    """
    return estimate(measure(np.arange(seeds)), in_every_draw(measure, seeds))
