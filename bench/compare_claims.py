"""How often what a comparison says is wrong, and how often its intervals hold.

Two values are compared whose results are known: how good a point is depends on where it lies in the ranges
that are tuned, and seeds scatter. Repeated are the draw of the points (a scrambled Sobol sequence), the seeds
and the choice. What is estimated is the difference of what both reach on average over such repetitions, each
chosen with all its seeds.

Printed for each case, number of points and number of seeds, in percent of the repetitions:

equal: the values are equally good, and are told apart all the same; 5% at most is the aim.
better: the first is better by three standard deviations of one seed, and that is found.
known: how often it would be found by somebody who knows how far the lead scatters from one repetition to the
next, and need not estimate that from a single one: about the most that can be found.
holds: of these the 95% interval holds the true difference.
naive: the same for the percentiles of a bootstrap of the difference of the two best means, which is what one
would do first.
seven: of seven equal values, that the best is told apart from any other.

Usage: python bench/compare_claims.py [--repetitions N] [--seed N] [--case WORDS]
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import NormalDist

import numpy as np
from scipy.stats import qmc

from trainlab.comparisons.asked import Range
from trainlab.comparisons.difference import Difference, Redraws, difference
from trainlab.comparisons.folds import Folds, best_of, folds
from trainlab.comparisons.points import Points
from trainlab.comparisons.redrawn import redrawn
from trainlab.record import Trial

SHAPES = ((4, 5), (16, 3), (16, 5), (64, 5))
"""Points and seeds."""

TRUTH = 4000
"""Repetitions that say what is true: its standard error is a sixtieth of what one comparison scatters by."""


@dataclass(frozen=True)
class Surface:
    """How good points are for a value.

    Attributes:
        best: where the best point lies, 0 to 1 in each dimension.
        steep: what is lost for the square of the distance from there.
        noise: standard deviation over seeds.
        shared: the share of that variance that all points of a seed have in common, of all values.
        power: of the distance: 1 is a ridge, 2 a bowl.
        cliff: points diverge beyond this place in the first dimension.
        top: the best there is.
    """

    best: tuple[float, ...] = (0.5,)
    steep: float = 1.0
    noise: float = 0.01
    shared: float = 0.0
    power: float = 2.0
    cliff: float = 2.0
    top: float = 0.9


CASES = {
    "one rate, the same surface": (Surface(), Surface()),
    "three times as noisy": (Surface(), Surface(noise=0.03)),
    "seeds that count for both": (Surface(shared=0.7), Surface(shared=0.7)),
    "the best elsewhere, and sharper": (Surface((0.3,)), Surface((0.7,), steep=5)),
    "the best beside a cliff": (Surface((0.8,), power=1, cliff=0.81), Surface(power=1, cliff=0.9)),
    "two settings": (Surface((0.3, 0.5)), Surface((0.7, 0.1), steep=3)),
    "three settings": (Surface((0.3, 0.5, 0.2)), Surface((0.7, 0.1, 0.5), steep=3)),
    "a plateau of two settings": (Surface((0.4, 0.5), steep=0.02), Surface((0.6, 0.5), steep=0.02)),
    "six settings, hardly any noise": (
        Surface((0.3, 0.5, 0.2) * 2, noise=0.001), Surface((0.7, 0.1, 0.5) * 2, 3, 0.001),
    ),
}  # fmt: skip


@dataclass
class Table:
    """What one value reached: (points, seeds) scores, which points are sound, their true means and places."""

    scores: np.ndarray
    sound: np.ndarray
    means: np.ndarray
    places: np.ndarray

    @property
    def reached(self) -> float:
        """The true mean of the point that all seeds choose."""
        return float(self.means[np.where(self.sound, self.scores.mean(axis=1), -np.inf).argmax()])

    @cached_property
    def folds(self) -> Folds:
        """What a comparison makes of it."""
        return folds(self.scores, np.zeros_like(self.scores), self.sound)


def draw(surfaces: Sequence[Surface], points: int, seeds: int, random: np.random.Generator) -> list[Table]:
    """One repetition."""
    sequence = qmc.Sobol(len(surfaces[0].best), rng=random)
    places, common, found = sequence.random(points), random.normal(size=seeds), []
    for one in surfaces:
        means = one.top - one.steep * (np.abs(places - one.best) ** one.power).sum(axis=1)
        own = random.normal(size=(points, seeds))
        noise = one.noise * (np.sqrt(one.shared) * common + np.sqrt(1 - one.shared) * own)
        found.append(Table(means[:, None] + noise, places[:, 0] < one.cliff, means, places))
    return found


def truth(
    surfaces: Sequence[Surface], points: int, seeds: int, random: np.random.Generator
) -> tuple[np.ndarray, float]:
    """What each of two values reaches, and the standard deviation of the lead that a comparison measures."""
    tables = [draw(surfaces, points, seeds, random) for _ in range(TRUTH)]
    leads = [best_of(one.folds, points).mean() - best_of(two.folds, points).mean() for one, two in tables]
    return np.mean([[one.reached, two.reached] for one, two in tables], axis=0), float(np.std(leads))


def power(lead: float, deviation: float) -> float:
    """How often a normal test at 5% that knows the standard deviation finds a lead, on its right side."""
    normal = NormalDist()
    return normal.cdf(lead / deviation - normal.inv_cdf(0.975))


def again(table: Table) -> Redraws:
    """How a comparison draws points again."""
    names = [f"setting{dimension}" for dimension in range(table.places.shape[1])]
    trials = [
        (Trial(number, dict(zip(names, place, strict=True)), 0, 1, 1, 1),)
        for number, place in enumerate(table.places.tolist())
    ]
    points = Points("value", tuple(trials), table.scores, np.zeros_like(table.scores), table.sound)
    best_of, between = redrawn([points], [[(name, Range(0.0, 1.0)) for name in names]], spread=True)
    return Redraws(best_of, between, len(names))


def apart(one: Table, other: Table, values: int = 2) -> Difference:
    """What a comparison of some values says of two."""
    found = difference(one.folds, other.folds, len(one.means), again(one), values * (values - 1) // 2)
    assert found is not None
    return found


def naive(one: Table, other: Table, random: np.random.Generator) -> tuple[float, float]:
    """The ends of the bootstrap's 95% interval of the difference of the best means."""
    means = [np.where(table.sound, table.scores.mean(axis=1), -np.inf) for table in (one, other)]
    drawn = random.integers(len(means[0]), size=(300, len(means[0])))
    best = [mean[drawn].max(axis=1) for mean in means]
    with np.errstate(invalid="ignore"):
        lead = best[0] - best[1]
    low, high = np.quantile(lead[np.isfinite(lead)], (0.025, 0.975)).tolist()
    return low, high


def measure(
    surfaces: Sequence[Surface], points: int, seeds: int, repetitions: int, random: np.random.Generator
) -> list[float]:
    """The shares of a row."""
    first, second = surfaces
    reach, deviation = truth(surfaces, points, seeds, random)
    level = (first, replace(second, top=second.top + reach[0] - reach[1]))
    lead = 3 * max(first.noise, second.noise)
    better = (replace(first, top=first.top + lead), level[1])
    told, found, holds, by_naive, seven = [], [], [], [], []
    for _ in range(repetitions):
        one, other = draw(level, points, seeds, random)
        told.append(apart(one, other).told != 0)
        one, other = draw(better, points, seeds, random)
        said = apart(one, other)
        found.append(said.told == 1)
        holds.append(said.low <= lead <= said.high)
        low, high = naive(one, other, random)
        by_naive.append(low <= lead <= high)
        best, *rest = sorted(
            draw([*level, *level, *level, level[0]], points, seeds, random),
            key=lambda table: -float(table.folds.scores[:, 0].mean()),
        )
        seven.append(any(apart(best, other, 7).told != 0 for other in rest))
    shares = [float(np.mean(shares)) for shares in (told, found, holds, by_naive, seven)]
    return [*shares[:2], power(lead, deviation), *shares[2:]]


def main() -> None:
    """Print a row for each case, number of points and number of seeds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repetitions", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--case", default="", help="only the cases with this in their name")
    options = parser.parse_args()
    print("| case | points | seeds | equal | better | known | holds | naive | seven |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for name, surfaces in CASES.items():
        for points, seeds in SHAPES if options.case in name else ():
            random = np.random.default_rng([options.seed, points, seeds])
            shares = measure(surfaces, points, seeds, options.repetitions, random)
            cells = " | ".join(f"{100 * share:.0f}%" for share in shares)
            print(f"| {name} | {points} | {seeds} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
