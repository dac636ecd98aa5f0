"""How well a share of few examples is known: Wilson's interval."""

from __future__ import annotations

import math

NINETY = 1.6448536269514722
"""Standard deviations to either side that hold 90% of a normal distribution."""


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
