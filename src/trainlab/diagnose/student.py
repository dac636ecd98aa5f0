"""Student's t distribution with whole degrees of freedom."""

from __future__ import annotations

import math
from functools import cache


def central_share(t: float, freedom: int) -> float:
    """The share of Student's t distribution between ``-t`` and ``t``.

    The sums are those of Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.7.3 and
    26.7.4.

    Args:
        t: at least 0.
        freedom: degrees of freedom, at least 1.
    """
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for power in range(1 + odd, freedom, 2):
        total += term
        term *= power / (power + 1) * cosine**2
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


@cache
def half_width(confidence: float, freedom: int) -> float:
    """The number of standard errors to either side that hold this share of Student's t distribution.

    >>> round(half_width(0.95, 2), 3), round(half_width(0.95, 30), 3)
    (4.303, 2.042)
    """
    low, high = 0.0, 1.0
    while central_share(high, freedom) < confidence:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if central_share(middle, freedom) < confidence else (low, middle)
    return (low + high) / 2
