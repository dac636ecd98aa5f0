"""Quantiles of Student's t distribution, without SciPy, which takes a third of a second to import."""

from __future__ import annotations

import math
from functools import lru_cache

HALVINGS = 60
"""Halvings of the angle that holds the quantile: more than a double has digits."""

NEARLY_NORMAL = 200
"""With more degrees of freedom than this the quantile is that of this many: 0.5% from the normal one."""


@lru_cache(maxsize=256)
def t_quantile(probability: float, freedom: int) -> float:
    """The number that t stays below with a given probability, of one half or more.

    Args:
        probability: at least 0.5 and below 1.
        freedom: whole degrees of freedom, 1 or more.

    Example:
        >>> round(t_quantile(0.95, 4), 3), round(t_quantile(0.9999, 9), 3)
        (2.132, 6.01)
    """
    freedom = min(freedom, NEARLY_NORMAL)
    low, high = 0.0, math.pi / 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < 2 * probability - 1 else (low, middle)
    return math.sqrt(freedom) * math.tan(low)


def _inside(angle: float, freedom: int) -> float:
    """The probability of abs(t) < sqrt(freedom) tan(angle): Abramowitz and Stegun 1964, 26.7.3 and 26.7.4."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = 0.0
    for power in range(odd, freedom - 1, 2):
        total += term
        term *= cosine**2 * (power + 1) / (power + 2)
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
