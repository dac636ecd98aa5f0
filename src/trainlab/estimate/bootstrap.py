"""Intervals over seeds by the bootstrap, for numbers that jump: medians, counts of steps, fits to them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trainlab.estimate.interval import COVERAGE, Estimate
from trainlab.statistics.student import t_quantile

DRAWS = 1000
"""Bootstrap draws: the 5% and 95% points of this many have a standard error of 0.7 points of share."""

BOOTSTRAP_SEED = 0
"""The same trials always get the same interval."""

MIN_SEEDS = 5
"""With fewer seeds these intervals hold the answer less often than they say."""

NORMAL = 1.6449
"""Standard errors from the middle of a normal distribution to the end of its ``COVERAGE`` interval."""


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


def estimate(value: float, draws: np.ndarray, seeds: int) -> Estimate | None:
    """An estimate of a positive number from its value in every bootstrap draw.

    The interval is the percentile interval on the logarithmic scale with both halves widened: by t over z,
    since the scatter of few seeds is itself uncertain, and by the root of n / (n - 1), since the bootstrap's
    own variance is that of a sample without this correction (Hesterberg 2015, "What Teachers Should Know
    About the Bootstrap", section 4). Draws may be infinite; draws that are NaN, in which the number does not
    exist, are left out.

    Args:
        value: the number from all seeds.
        draws: (draws,) the number in each draw.
        seeds: how many seeds there are; below ``MIN_SEEDS`` there is no interval, and its ends are
            the value.

    Returns:
        The estimate; None where the number from all seeds is not finite.
    """
    if not np.isfinite(value):
        return None
    known = np.sort(draws[~np.isnan(draws)])
    if seeds < MIN_SEEDS or not known.size or value <= 0:
        return Estimate(value, value, value)
    widened = t_quantile((1 + COVERAGE) / 2, seeds - 1) / NORMAL * np.sqrt(seeds / (seeds - 1))
    # Ranks, not interpolated quantiles: half of infinity is not a number of steps.
    low, high = (known[round(share * (known.size - 1))] for share in ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2))
    ends = (float(value * (end / value) ** widened) for end in (min(low, value), max(high, value)))
    return Estimate(value, *ends)


def peak_over_seeds(
    measure: Callable[[np.ndarray], float], seeds: int, telling: np.ndarray
) -> Estimate | None:
    """The place of a peak, with its interval.

    Where a peak is flat, its place leaps when a seed is left out, or does not move at all: the jackknife of
    :func:`~trainlab.estimate.interval.over_seeds` then sees too little. So the standard error is the standard
    deviation over bootstrap draws, with the correction for few seeds that :func:`estimate` names, and t as
    there.

    Args:
        measure: the place, on a logarithmic scale, from seeds that are given by their places; NaN where it
            does not exist.
        seeds: how many seeds there are.
        telling: places of the seeds that the number depends on.

    Returns:
        The estimate; None where all seeds together give no finite number.
    """
    value, count = float(measure(np.arange(seeds))), len(telling)
    if not np.isfinite(value):
        return None
    if count < 2:
        return Estimate(value, value, value)
    draws = in_every_draw(lambda drawn: measure(telling[drawn]), count)
    error = np.sqrt(count / (count - 1)) * np.std(draws[np.isfinite(draws)])
    half = float(t_quantile((1 + COVERAGE) / 2, count - 1) * error)
    return Estimate(value, value - half, value + half)
