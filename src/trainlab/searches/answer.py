"""The answer of a search: which repeated setting is best beyond what seeds scatter, or which are level.

A setting was chosen because its seed did well, so that seed promises too much. What is compared, and what is
said of the best one, comes from the other seeds alone; how much luckier the first seed was is said, too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.statistics.student import half_width

CONFIDENCE = 0.95
"""Of the statement that none of those left out is the best, and of the interval of the best one."""

MIN_SEEDS = 2
"""With fewer nothing is known of the scatter over seeds."""


@dataclass(frozen=True, slots=True)
class Repeated:
    """A setting that was trained again with other seeds.

    Attributes:
        chosen_by: the objective by which it was chosen; lower is better.
        results: seed -> the objective with each of the other seeds; infinite where it diverged.
    """

    chosen_by: float
    results: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the repeats say. Settings are given by their numbers in the sequence that was asked about.

    Attributes:
        best: the one with the best mean over the other seeds.
        value: that mean.
        low, high: its interval, Student's; infinite where there is one seed.
        level: those that cannot be told apart from the best one, it first, then by their means.
        behind: those that are worse than the best one beyond seed noise.
        unreliable: those of which a seed diverged, which are not compared.
        lead: how far the next one's mean is above that of the best; infinite where there is no other.
        lead_low, lead_high: the interval of that difference.
        seeds: how many other seeds each was trained with.
        optimism: how much better the objective was by which the best one was chosen than the mean over the
            other seeds; negative where it was worse.
    """

    best: int
    value: float
    low: float
    high: float
    level: tuple[int, ...]
    behind: tuple[int, ...]
    unreliable: tuple[int, ...]
    lead: float
    lead_low: float
    lead_high: float
    seeds: int
    optimism: float

    @property
    def alone(self) -> bool:
        """Whether one is best beyond seed noise."""
        return len(self.level) == 1


def answer(repeated: Sequence[Repeated]) -> Answer | None:
    """Which settings may be the best.

    Settings are compared with the best one over the seeds that all of them have, in pairs. The variance of a
    difference is that of the pair, or twice the residual variance of the table of all settings and seeds,
    where that is larger. Intervals are Student's, with the degrees of freedom of the residuals, and corrected
    for how many are compared (Bonferroni), so that the best one is left out in 5% of searches at most.

    Args:
        repeated: the settings, in the order in which they were chosen.

    Returns:
        The answer; None where no setting has a result with another seed.
    """
    reliable = [
        number
        for number, one in enumerate(repeated)
        if one.results and all(map(math.isfinite, one.results.values()))
    ]
    unreliable = tuple(
        number for number, one in enumerate(repeated) if one.results and number not in reliable
    )
    if not reliable:
        return None
    common = sorted(set.intersection(*(set(repeated[number].results) for number in reliable)))
    if not common:
        return None
    table = np.array([[repeated[number].results[seed] for seed in common] for number in reliable])
    means = table.mean(axis=1)
    order = np.argsort(means, kind="stable").tolist()
    first, seeds = order[0], len(common)
    halves = _halves(table, first)
    ahead = means - means[first]
    level = [place for place in order if ahead[place] <= halves[place]]
    own = half_width(CONFIDENCE, seeds - 1) * table[first].std(ddof=1) / seeds**0.5 if seeds > 1 else math.inf
    second = order[1] if len(order) > 1 else None
    lead = math.inf if second is None else float(ahead[second])
    half = math.inf if second is None else float(halves[second])
    return Answer(
        best=reliable[first],
        value=float(means[first]),
        low=float(means[first] - own),
        high=float(means[first] + own),
        level=tuple(reliable[place] for place in level),
        behind=tuple(reliable[place] for place in order if place not in level),
        unreliable=unreliable,
        lead=lead,
        lead_low=lead - half if math.isfinite(half) else -math.inf,
        lead_high=lead + half,
        seeds=seeds,
        optimism=float(means[first]) - repeated[reliable[first]].chosen_by,
    )


def _halves(table: np.ndarray, first: int) -> np.ndarray:
    """(settings,) half the width of the interval of each one's difference to the first; 0 for itself."""
    number, seeds = table.shape
    if seeds < MIN_SEEDS or number < 2:
        return np.where(np.arange(number) == first, 0.0, math.inf)
    rest = table - table.mean(axis=1, keepdims=True) - table.mean(axis=0) + table.mean()
    freedom = (number - 1) * (seeds - 1)
    of_all = 2 * float((rest**2).sum()) / freedom
    variances = np.maximum((table - table[first]).var(axis=1, ddof=1), of_all)
    halves = half_width(1 - (1 - CONFIDENCE) / (number - 1), freedom) * np.sqrt(variances / seeds)
    halves[first] = 0.0
    return halves
