"""Arithmetic in plain loops, as the pages of docs/ define it."""

from __future__ import annotations

import math
from collections.abc import Sequence

LEVELS = 40
"""Equal parts that docs/findings.md cuts a curve into."""


def mean(values: Sequence[float]) -> float:
    """The mean."""
    return math.fsum(values) / len(values)


def median(values: Sequence[float]) -> float:
    """The median; between two middle ones, their mean."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def borders(length: int, parts: int = LEVELS) -> list[int]:
    """Where each of the equal parts begins, and where the last ends."""
    return [length * part // parts for part in range(parts + 1)]


def levels(losses: Sequence[float], parts: int = LEVELS) -> list[float]:
    """The mean loss of each part."""
    at = borders(len(losses), parts)
    return [mean(losses[at[part] : at[part + 1]]) for part in range(parts)]


def part_of(step: int, length: int, parts: int = LEVELS) -> int:
    """The part that holds a step."""
    at = borders(length, parts)
    return max(part for part in range(parts) if at[part] <= step)


def geometric(values: Sequence[float]) -> float:
    """The geometric mean."""
    return math.exp(mean([math.log(value) for value in values]))


def middle(values: Sequence[float]) -> float:
    """The middle value of positive ones, between two middle ones their geometric mean."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else math.sqrt(ordered[half - 1] * ordered[half])


def slope(values: Sequence[float]) -> float:
    """The slope of the least-squares line, a value apart."""
    centre, level = (len(values) - 1) / 2, mean(values)
    products = math.fsum((place - centre) * (value - level) for place, value in enumerate(values))
    return products / math.fsum((place - centre) ** 2 for place in range(len(values)))


def theil_sen(values: Sequence[float]) -> float:
    """The median slope of all pairs, a value apart."""
    slopes = []
    for late in range(len(values)):
        for early in range(late):
            slopes.append((values[late] - values[early]) / (late - early))
    return median(slopes)


def scatter(values: Sequence[float]) -> float:
    """Standard deviation of a value about its neighbours, from first differences."""
    return math.sqrt(mean([(values[n + 1] - values[n]) ** 2 for n in range(len(values) - 1)]) / 2)


def share_rising(values: Sequence[float]) -> float:
    """The share of all pairs whose later value is higher."""
    ups = [values[late] > values[early] for late in range(len(values)) for early in range(late)]
    return sum(ups) / len(ups)


def four_digits(value: object) -> str:
    """A setting's value as sentences print it."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    return format(value, ".4g") if isinstance(value, float) else str(value)


def percent(fraction: float, digits: int = 1) -> str:
    """A percentage of so many digits, of more where it would say 0 or 100 and is not."""
    while 0 < fraction < 1 and digits < 6 and float(f"{100 * fraction:.{digits}f}") in (0.0, 100.0):
        digits += 1
    return f"{100 * fraction:.{digits}f}%"
