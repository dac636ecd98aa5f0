"""How far out a statistic lies: tails of the F distribution, and Holm's correction for many of them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

MAX_TERMS = 500
"""Terms of the continued fraction; it needs about the root of the larger degrees of freedom."""


def f_tail(value: float, above: float, below: float) -> float:
    """Probability that an F of ``above`` and ``below`` degrees of freedom is larger than ``value``.

    >>> round(f_tail(5.786135, 2, 5), 6)
    0.05
    """
    if not value > 0:
        return 1.0
    if math.isinf(value):
        return 0.0
    whole = below + above * value
    return _incomplete_beta(below / whole, above * value / whole, below / 2, above / 2)


def _incomplete_beta(x: float, rest: float, a: float, b: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Press et al., section 6.4).

    ``rest`` is 1 - x, which a difference would lose the digits of where x is nearly 1.
    """
    if x <= 0 or rest <= 0:
        return float(rest <= 0)
    if x > (a + 1) / (a + b + 2):
        return 1 - _incomplete_beta(rest, x, b, a)
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(rest)
    )
    tiny, upper, lower = 1e-300, 1.0, 1 - (a + b) * x / (a + 1)
    lower = 1 / (lower if abs(lower) > tiny else tiny)
    value = lower
    for m in range(1, MAX_TERMS):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            lower, upper = 1 + term * lower, 1 + term / upper
            lower = 1 / (lower if abs(lower) > tiny else tiny)
            upper = upper if abs(upper) > tiny else tiny
            value *= lower * upper
        if abs(lower * upper - 1) < 1e-12:
            break
    return min(front * value / a, 1.0)


def holm(chances: Sequence[float]) -> list[float]:
    """P-values corrected for the number of tests (Holm 1979), in the order given.

    >>> [round(chance, 2) for chance in holm([0.01, 0.04, 0.5])]
    [0.03, 0.08, 0.5]
    """
    adjusted, largest = [0.0] * len(chances), 0.0
    for place, number in enumerate(np.argsort(chances, kind="stable")):
        largest = max(largest, min((len(chances) - place) * chances[number], 1.0))
        adjusted[number] = largest
    return adjusted
