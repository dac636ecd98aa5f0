"""A share of counted things, with what chance leaves open about it."""

from __future__ import annotations

import math

DEVIATES = 1.6448536269514722
"""Of a 90% interval."""


def rate_interval(count: int, total: int) -> tuple[float, float]:
    """The 90% interval of a rate by the counts of some that have it (Wilson 1927).

    >>> [round(end, 3) for end in rate_interval(1, 1)], [round(end, 3) for end in rate_interval(4, 16)]
    ([0.27, 1.0], [0.118, 0.455])
    """
    square = DEVIATES**2
    middle = (count + square / 2) / (total + square)
    half = DEVIATES / (total + square) * math.sqrt(count * (total - count) / total + square / 4)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def rate_in_words(count: int, total: int) -> str:
    """A rate with its interval.

    >>> rate_in_words(4, 16)
    '25%, 12% to 45%'
    """
    low, high = rate_interval(count, total)
    return f"{count / total:.0%}, {low:.0%} to {high:.0%}"
