"""How well a share of a few counted things is known: Wilson's interval."""

from __future__ import annotations

import math

NINETY = 1.6448536269514722
"""Standard deviations to either side that hold 90% of a normal distribution."""

NINETY_FIVE = 1.96
"""The same for 95%."""


def wilson(share: float, number: int, deviations: float = NINETY) -> tuple[float, float]:
    """The interval of a share that was measured on some examples (Wilson, "Probable inference", 1927).

    >>> low, high = wilson(15 / 21, 21)
    >>> round(low, 3), round(high, 3)
    (0.535, 0.844)

    Args:
        share: the share, a fraction.
        number: how many examples it was measured on.
        deviations: 1.645 makes it a 90% interval, 1 one standard error to either side.
    """
    square = deviations**2 / number
    middle = (share + square / 2) / (1 + square)
    half = deviations / (1 + square) * math.sqrt(share * (1 - share) / number + square / (4 * number))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def rate_in_words(count: int, total: int) -> str:
    """A share of counted things, with its 90% interval.

    >>> rate_in_words(4, 16)
    '25%, 12% to 45%'
    """
    low, high = wilson(count / total, total)
    return f"{count / total:.0%}, {low:.0%} to {high:.0%}"
