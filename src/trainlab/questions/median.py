"""The median over seeds of which some never answered, with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

COVERAGE = 0.9
"""Probability with which the interval should contain the median of all seeds, where there are enough."""


@dataclass(frozen=True, slots=True)
class Median:
    """A median over seeds, and an interval for it. What is infinite lies after the end of training.

    Attributes:
        value: the median. With an even number it is the mean of the middle two.
        low, high: the interval's ends, two of the seeds' values; equal to the value with one seed.
        coverage: the probability with which intervals made in this way hold the median of all possible seeds;
            0 with one seed, about which nothing is known.
    """

    value: float
    low: float
    high: float
    coverage: float


def median_over_seeds(values: Sequence[float]) -> Median:
    r"""The median of some seeds' values, with an interval from order statistics.

    Whatever the values are distributed like, the interval from the j-th smallest of n to the j-th largest
    holds their median with probability :math:`1 - 2 \sum_{i<j} \binom{n}{i} 2^{-n}`: for 5 seeds the smallest
    and the largest hold it with 94%. The narrowest interval that reaches ``COVERAGE`` is taken, and the whole
    range where none does (fewer than 5 seeds).

    A seed that never answered is *censored*: its value is only known to lie after the end of its training.
    Wherever that is, it lies after all others, and infinity in its place gives the same median and the same
    ends as long as these are finite; an infinite one means that it is unknown. (Where seeds ended at
    different steps, one that stopped early counts as later than one that answered afterwards.)

    Args:
        values: one of each seed, at least one; infinite for never.

    References:
        David & Nagaraja, "Order Statistics", 3rd edition, 2003, section 7.1.

    Example:
        >>> median_over_seeds([30, 10, 20, math.inf, 40])
        Median(value=30, low=10, high=inf, coverage=0.9375)
    """
    ordered = sorted(values)
    count = len(ordered)
    middle = ordered[(count - 1) // 2], ordered[count // 2]
    value = middle[0] if middle[0] == middle[1] or count % 2 else (middle[0] + middle[1]) / 2
    outside, taken, coverage = 0.0, 1, 0.0
    for place in range(1, count // 2 + 1):
        outside += 2 * math.comb(count, place - 1) / 2**count
        if place == 1 or 1 - outside >= COVERAGE:
            taken, coverage = place, 1 - outside
    return Median(value, ordered[taken - 1], ordered[count - taken], coverage)
