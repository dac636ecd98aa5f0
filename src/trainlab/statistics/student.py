"""Student's t distribution with whole degrees of freedom, without SciPy, which takes long to import."""

from __future__ import annotations

import math
from functools import lru_cache

HALVINGS = 60
"""Halvings of the angle that holds a quantile: more than a double has digits."""

NEARLY_NORMAL = 200
"""With more degrees of freedom than this ``t_quantile`` is that of this many: 0.5% from the normal one."""


@lru_cache(maxsize=256)
def half_width(confidence: float, freedom: int) -> float:
    """The number of standard errors to either side that hold this share of the distribution.

    >>> round(half_width(0.95, 2), 3), round(half_width(0.95, 30), 3)
    (4.303, 2.042)
    """
    low, high = 0.0, math.pi / 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < confidence else (low, middle)
    return math.sqrt(freedom) * math.tan(low)


def t_quantile(probability: float, freedom: int) -> float:
    """The number that t stays below with a given probability, of one half or more.

    >>> round(t_quantile(0.95, 4), 3), round(t_quantile(0.9999, 9), 3)
    (2.132, 6.01)

    Args:
        probability: at least 0.5 and below 1.
        freedom: whole degrees of freedom, 1 or more.
    """
    return half_width(2 * probability - 1, min(freedom, NEARLY_NORMAL))


def _inside(angle: float, freedom: int) -> float:
    """The share of the distribution where abs(t) < sqrt(freedom) tan(angle).

    The sums are those of Abramowitz and Stegun, "Handbook of Mathematical Functions", 1964, 26.7.3 and
    26.7.4.
    """
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for power in range(1 + odd, freedom, 2):
        total += term
        term *= power / (power + 1) * cosine**2
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
