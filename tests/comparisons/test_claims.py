"""How often a comparison is wrong, and how often its intervals hold; ``bench/compare_claims.py`` has more."""

from __future__ import annotations

import numpy as np
import pytest
from made_comparisons import Surface, make_comparison
from scipy.stats import qmc

REPETITIONS = 40


def places(points: int, random: np.random.Generator) -> np.ndarray:
    return qmc.Sobol(1, rng=random).random(points)[:, 0]


def leads(one: Surface, other: Surface, points: int, seeds: int, repetitions: int = REPETITIONS) -> list:
    random = np.random.default_rng(7)
    found = []
    for _ in range(repetitions):
        compared = make_comparison([one, other], places(points, random), seeds, random)
        [pair] = compared.pairs
        apart = pair.whole
        sign = 1 if pair.first == 0 else -1
        ends = sorted([sign * apart.low, sign * apart.high])
        found.append((ends, apart.told))
    return found


@pytest.mark.parametrize(
    "other", [Surface(), Surface(noise=0.03), Surface(best=0.3)], ids=["the same", "noisier", "elsewhere"]
)
def test_equal_values_are_told_apart_at_most_as_often_as_chance_has_it(other):
    told = [told != 0 for _, told in leads(Surface(), other, 16, 5)]
    assert np.mean(told) <= 0.05 + 2 * (0.05 * 0.95 / REPETITIONS) ** 0.5


def test_a_better_value_is_found_and_its_lead_is_covered():
    found = leads(Surface(top=0.95), Surface(top=0.9), 16, 5)
    assert np.mean([told == 1 for _, told in found]) > 0.9
    holds = np.mean([low <= 0.05 <= high for (low, high), _ in found])
    assert holds >= 0.95 - 2 * (0.05 * 0.95 / REPETITIONS) ** 0.5
