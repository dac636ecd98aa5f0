from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from trainlab.comparisons.folds import best_of, best_of_drawn, folds, ranked


def by_hand(scores: np.ndarray, tried: int) -> np.ndarray:
    """The mean over all subsets, each chosen from by the other seeds and scored by the one left out."""
    points, seeds = scores.shape
    found = np.zeros(seeds)
    for seed in range(seeds):
        others = np.delete(scores, seed, axis=1).mean(axis=1)
        subsets = list(combinations(range(points), tried))
        for subset in subsets:
            chosen = max(subset, key=lambda point: others[point])
            found[seed] += scores[chosen, seed] / len(subsets)
    return found


@pytest.mark.parametrize("tried", [1, 2, 3, 6])
def test_the_best_of_some_points_is_the_mean_over_all_subsets(tried):
    scores = np.random.default_rng(0).normal(size=(6, 3))
    found = folds(scores, np.zeros_like(scores), np.ones(6, bool))
    np.testing.assert_allclose(best_of(found, tried), by_hand(scores, tried))


@pytest.mark.parametrize("tried", [1, 3, 5])
def test_drawn_points_count_as_often_as_they_were_drawn(tried):
    scores = np.random.default_rng(1).normal(size=(5, 4))
    found = folds(scores, np.zeros_like(scores), np.ones(5, bool))
    counts = np.array([[1, 1, 1, 1, 1], [0, 2, 0, 3, 0], [5, 0, 0, 0, 0]])
    again = best_of_drawn(found, tried, counts)
    np.testing.assert_allclose(again[0], best_of(found, tried))
    np.testing.assert_allclose(again[1], by_hand(np.repeat(scores, counts[1], axis=0), tried))
    np.testing.assert_allclose(again[2], scores[0])


def test_points_with_a_seed_that_diverged_come_last_and_ties_go_by_the_loss():
    scores = np.array([[0.9, 0.9], [1.0, 1.0], [0.9, 0.9]])
    ties = np.array([[0.4, 0.4], [0.1, 0.1], [0.2, 0.2]])
    assert ranked(scores, ties, np.array([True, False, True])).tolist() == [2, 0, 1]


def test_the_choice_has_no_optimism_however_noisy_points_are():
    random = np.random.default_rng(2)
    reached = []
    for _ in range(300):
        scores = random.normal(size=(32, 4))  # all points are equally good
        reached.append(best_of(folds(scores, np.zeros_like(scores), np.ones(32, bool)), 32).mean())
    # The best mean of 32 would lie a whole standard deviation above 0.
    assert abs(np.mean(reached)) < 3 * 0.5 / 300**0.5
