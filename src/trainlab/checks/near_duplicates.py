"""Examples that are almost the same: copies with a little noise, between splits and within train."""

from __future__ import annotations

import numpy as np

from trainlab.checks.check import Check
from trainlab.checks.duplicates import CONTRADICTIONS, LEAK, NOTICE
from trainlab.checks.nearest import BY_CHANCE, NEIGHBOURS, Space, nearer_than_chance
from trainlab.checks.result import CheckResult
from trainlab.checks.rows import as_rows, sample, unlike
from trainlab.data import Dataset

NAME = "near duplicates"

FEWEST = 4 * NEIGHBOURS
"""With fewer training examples nothing can be said."""

ROWS = 250
"""Examples of each split that are looked at, at most, where train is large: a share of 5% is missed once in
300,000 times, and one of 2% known to a point."""

MAX_PAIRS = 4_000_000
"""With more distances than this to compute, the examples of a split are sampled."""


def check_near_duplicates(dataset: Dataset) -> CheckResult:
    """Count the examples that lie far nearer to a training example than examples usually do.

    Args:
        dataset: the dataset.
    """
    expected = f"no more than chance, {BY_CHANCE:.1%}; {LEAK:.0%} is a leak"
    size = len(dataset.train)
    if size < FEWEST or not np.isfinite(dataset.train.inputs).all():
        reason = f"At least {FEWEST} finite training examples are needed."
        return CheckResult(NAME, "skip", None, f"{size:,} training examples", expected, reason)
    space = Space(dataset)
    found = {
        name: _twins(dataset, space, name)
        for name in ("validation", "test", "train")
        if len(dataset.split(name))
    }
    measured = ", ".join(f"{twin.sum():,} of {len(twin):,} {name}" for name, (twin, _) in found.items())
    measured += " examples are almost the same as a training example"
    shares = {name: _beyond_chance(twin) for name, (twin, _) in found.items()}
    name = max(shares, key=shares.__getitem__)
    across = {split: share for split, share in shares.items() if split != "train"}
    worst = max(across, key=across.__getitem__, default=name)
    if shares[worst] < NOTICE and shares[name] < LEAK:
        return CheckResult(NAME, "pass", shares[worst], measured, expected)
    twins = sum(int(twin.sum()) for twin, _ in found.values())
    contradicting = sum(int(other.sum()) for _, other in found.values())
    advice = f"{contradicting:,} of these {twins:,} carry another label. " if contradicting else ""
    if shares[worst] < NOTICE:
        advice += "They count twice in training, and leak once the split is drawn anew: keep one of each."
        return CheckResult(NAME, "warn", shares[name], measured, expected, advice)
    if shares[worst] >= LEAK and contradicting < CONTRADICTIONS * twins:
        advice += f"Scores on {worst} reward remembering: keep one of each before the data is split."
        return CheckResult(NAME, "fail", shares[worst], measured, expected, advice)
    advice += (
        f"Up to {shares[worst]:.1%} of {worst} accuracy may be remembered, not learned: keep one of each."
    )
    return CheckResult(NAME, "warn", shares[worst], measured, expected, advice)


def _twins(dataset: Dataset, space: Space, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Which examples of a split have an almost equal training example, and which of them another label."""
    split = dataset.split(name)
    dear = len(split) * len(dataset.train) > MAX_PAIRS
    chosen = sample(len(split), ROWS if dear else None)
    nearest, dimension = space.nearest(as_rows(split.inputs)[chosen])
    twin = nearer_than_chance(nearest, dimension)
    return twin, twin & unlike(dataset.train.targets[nearest.first], split.targets[chosen])


def _beyond_chance(twin: np.ndarray) -> float:
    """The share of twins, or 0 if chance explains that many."""
    by_chance = BY_CHANCE * len(twin)
    return float(twin.mean()) if twin.sum() > 1 + by_chance + 3 * np.sqrt(by_chance) else 0.0


NEAR_DUPLICATES = Check(
    name=NAME, data=lambda dataset, net, most: check_near_duplicates(dataset), sampled=False
)
