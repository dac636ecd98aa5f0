"""How far two values are apart, and how well that is known: over seeds, points and validation examples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from trainlab.comparisons.folds import Folds, best_of
from trainlab.comparisons.redrawn import Redrawn
from trainlab.statistics.student import half_width

CONFIDENCE = 0.95
"""Of all intervals of a comparison together."""

CHOSEN_BY = 2.0
"""The noise of a point that was chosen is in the choices by all other seeds as well, so that what the seeds
say hangs together: the variance of their mean is up to about twice what their scatter shows."""

UNSEEN = 2.0
"""What lies between two points may be better than both of them, which a line between them is not."""

OF_POINTS, OF_MANY, FEW = 3, 2, 3
"""Degrees of freedom of the variance over points, up to three tuned settings and beyond: it depends on the
few best ones, however many there are. These constants are chosen by simulation
(``bench/compare_claims.py``)."""


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


@dataclass(frozen=True, slots=True)
class Redraws:
    """How points are drawn again.

    Attributes:
        best_of: what the best of so many reaches.
        between: whether new points lie between those that were tried; else some of these are drawn again.
        tuned: how many settings are tuned.
    """

    best_of: Redrawn
    between: bool
    tuned: int


def difference(
    first: Folds, second: Folds, tried: int, redraws: Redraws, looks: int = 1,
    examples: Callable[[float], float] = lambda over_seeds: 0.0,
) -> Difference | None:  # fmt: skip
    """The difference of two values' best of so many points; None where each has one seed.

    Its squared standard error is the sum of three. Over seeds: the scatter of what each seed says that was
    left out. Over points: the variance where points are drawn again, the same for both values, and the
    choice is made again. Over examples: what they add to the scatter over seeds. The interval is Student's
    t.

    Args:
        first, second: the folds of the values, of the same seeds and of points from the same draws.
        tried: how many points are tried for each.
        redraws: how points are drawn again.
        looks: how many intervals are to hold together.
        examples: what validation examples add to a squared standard error over seeds.
    """
    seeds, points = first.order.shape
    if seeds < 2:
        return None
    by_seed = best_of(first, tried) - best_of(second, tried)
    scatter = float(by_seed.var(ddof=1)) / seeds
    over_points, known = 0.0, 1
    if points > 1:
        again = redraws.best_of(first, tried) - redraws.best_of(second, tried)
        over_points = float(again.mean(axis=1).var()) * (UNSEEN if redraws.between else 1.0)
        known = max(min(OF_POINTS if redraws.tuned <= FEW else OF_MANY, points // 2), 1)
    # Where points are drawn again from those that were tried, their noise is drawn with them.
    over_seeds = scatter * (CHOSEN_BY if redraws.between else 1.0)
    more = examples(scatter)
    spread = Spread(
        over_seeds, over_points, more, freedom([over_seeds, over_points], [seeds - 1, known], more)
    )  # fmt: skip
    lead = float(by_seed.mean())
    half = half_width(CONFIDENCE, spread.freedom) * wider(looks) * spread.variance**0.5
    return Difference(lead, lead - half, lead + half, spread)


def wider(looks: int) -> float:
    """How much wider an interval is where several are to hold together.

    As those of the normal distribution by Bonferroni's inequality: in the tails of Student's distribution
    with its few degrees of freedom, which are the fewest there may be, they would be wider than it takes.
    """
    normal = NormalDist()
    return normal.inv_cdf(1 - (1 - CONFIDENCE) / looks / 2) / normal.inv_cdf((1 + CONFIDENCE) / 2)


def freedom(variances: Sequence[float], degrees: Sequence[int], known: float = 0.0) -> int:
    """Degrees of freedom of a sum of estimated variances, by Satterthwaite (1946), at least the smallest."""
    total = sum(variances) + known
    if total == 0:
        return min(degrees)
    parts = sum(variance**2 / degree for variance, degree in zip(variances, degrees, strict=True))
    return max(int(total**2 / parts), min(degrees)) if parts > 0 else 200
