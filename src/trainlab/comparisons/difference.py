"""How far two values are apart, and how well that is known: over seeds, points and validation examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.comparisons.folds import Folds, best_of, best_of_drawn
from trainlab.statistics.student import half_width

OF_POINTS, OF_MANY, FEW = 3, 2, 3
"""Degrees of freedom of the variance over points, up to three tuned settings and beyond: it depends on the
few best
ones, however many there are. Chosen by simulation (``bench/compare_claims.py``)."""

DRAWS = 500
"""Times that points are drawn again: the variance of so many has a standard error of 6%."""

SEED = 0
"""The same study always gets the same answer."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Squared standard errors of a difference.

    Attributes:
        seeds: from the scatter over seeds, the points being what they are.
        points: from which points were drawn, the seeds being what they are.
        examples: what the choice of validation examples adds; 0 where that is not known.
        freedom: degrees of freedom of their sum.
    """

    seeds: float
    points: float
    examples: float
    freedom: int

    @property
    def variance(self) -> float:
        """The squared standard error."""
        return self.seeds + self.points + self.examples


@dataclass(frozen=True, slots=True)
class Difference:
    """How far the first of two values is ahead of the second.

    Attributes:
        lead: the difference of their expected scores; above 0 where the first is better.
        low, high: its interval.
        spread: what makes it uncertain.
    """

    lead: float
    low: float
    high: float
    spread: Spread

    @property
    def told(self) -> int:
        """1 where the first is ahead, -1 where the second is, 0 where they cannot be told apart."""
        return int(self.low > 0) - int(self.high < 0)


def redraw(points: int) -> np.ndarray:
    """(draws, points) how often each point is drawn, where as many as there are are drawn again."""
    random = np.random.default_rng(SEED)
    return random.multinomial(points, np.full(points, 1 / points), size=DRAWS)


def difference(
    first: Folds, second: Folds, tried: int, confidence: float, examples: Callable[[float], float] = lambda
        _: 0.0,
    drawn: np.ndarray | None = None, tuned: int = 1,
) -> Difference | None:  # fmt: skip
    """The difference of two values' best of so many points; None where each has one seed.

    Its squared standard error is the sum of three. Over seeds: the scatter of what each seed says that was
    left out.
    Over points: the variance where points are drawn again, the same for both values, and the choice is made
        again.
    Over examples: what they add to the scatter over seeds. The interval is Student's t.

    Args:
        first, second: the folds of the values, of the same seeds and of points from the same draws.
        tried: how many points are tried for each.
        confidence: of the interval.
        examples: what validation examples add to a squared standard error over seeds.
        drawn: how often each point is drawn, see :func:`redraw`.
        tuned: how many settings are tuned.
    """
    seeds, points = first.order.shape
    if seeds < 2:
        return None
    by_seed = best_of(first, tried) - best_of(second, tried)
    over_seeds = float(by_seed.var(ddof=1)) / seeds
    over_points, known = 0.0, 1
    if points > 1:
        drawn = redraw(points) if drawn is None else drawn
        again = best_of_drawn(first, tried, drawn) - best_of_drawn(second, tried, drawn)
        over_points = float(again.mean(axis=1).var())
        known = max(min(OF_POINTS if tuned <= FEW else OF_MANY, points // 2), 1)
    more = examples(over_seeds)
    spread = Spread(
        over_seeds, over_points, more, freedom([over_seeds, over_points], [seeds - 1, known], more)
    )  # fmt: skip
    lead = float(by_seed.mean())
    half = half_width(confidence, spread.freedom) * spread.variance**0.5
    return Difference(lead, lead - half, lead + half, spread)


def freedom(variances: Sequence[float], degrees: Sequence[int], known: float = 0.0) -> int:
    """Degrees of freedom of a sum of estimated variances, by Satterthwaite (1946), at least the smallest."""
    total = sum(variances) + known
    if total == 0:
        return min(degrees)
    parts = sum(variance**2 / degree for variance, degree in zip(variances, degrees, strict=True))
    return max(int(total**2 / parts), min(degrees)) if parts > 0 else 200
