"""Choosing among tuned points by some seeds, and scoring the choice by another one.

The best of several noisy means looks better than it is, the more so the noisier they are. So each seed in
turn is left out: the others choose, it scores. What comes out has no such optimism, whatever the noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """The points of a value in the order in which the seeds that choose have them, for each seed left out.

    Attributes:
        order: (seeds, points) numbers of the points, the best by the other seeds first.
        scores: (seeds, points) what each of them scores with the seed that was left out, in the same order.
        table: (points, seeds) all scores, the points in their own order.
        sound: (points,) whether all seeds of a point ended well.
    """

    order: np.ndarray
    scores: np.ndarray
    table: np.ndarray
    sound: np.ndarray


def folds(scores: np.ndarray, ties: np.ndarray, sound: np.ndarray) -> Folds:
    """Order the points by all seeds but one, for each of them.

    With a single seed the order is its own, and what comes first scores too high.

    Args:
        scores: (points, seeds) the higher the better.
        ties: (points, seeds) decides between equal means: the lower the better.
        sound: (points,) whether all seeds of it ended well: the others come last.
    """
    points, seeds = scores.shape
    order = np.empty((seeds, points), np.intp)
    for seed in range(seeds):
        others = np.arange(seeds) != seed if seeds > 1 else np.ones(1, bool)
        order[seed] = ranked(scores[:, others], ties[:, others], sound)
    return Folds(order, np.take_along_axis(scores.T, order, axis=1), scores, sound)


def ranked(scores: np.ndarray, ties: np.ndarray, sound: np.ndarray) -> np.ndarray:
    """(points,) numbers of points from best to worst by their means over seeds; equal ones by ``ties``."""
    # Rounded: means of the same numbers in another order are equal.
    means = np.round(scores.mean(axis=1), 12)
    return np.lexsort((np.round(ties.mean(axis=1), 12), -means, ~sound))


def reached_by(points: int, tried: int) -> np.ndarray:
    """(points + 1,) the chance that the best of ``tried`` points is among the first 0, 1, ... of all.

    Points are taken without replacement, each set of them with the same chance.

    >>> reached_by(4, 2).round(3).tolist()
    [0.0, 0.5, 0.833, 1.0, 1.0]
    """
    # From the top down: that none of the first j is taken is C(points - j, tried) / C(points, tried).
    return np.array([1 - comb(points - first, tried) / comb(points, tried) for first in range(points + 1)])


def best_of(found: Folds, tried: int) -> np.ndarray:
    """(seeds,) the expected score of the best of so many points, chosen by the other seeds.

    It is exact: the mean over all subsets of the points.
    """
    return found.scores @ np.diff(reached_by(found.order.shape[1], tried))


def best_of_drawn(found: Folds, tried: int, drawn: np.ndarray) -> np.ndarray:
    """(draws, seeds) the same where points were drawn again.

    Args:
        found: the folds.
        tried: how many points are tried.
        drawn: (draws, points) how often each point was drawn; each row adds up to their number.
    """
    seeds, points = found.order.shape
    chance = reached_by(points, tried)
    result = np.empty((len(drawn), seeds))
    for seed in range(seeds):
        places = np.cumsum(drawn[:, found.order[seed]], axis=1)
        weights = np.diff(chance[places], axis=1, prepend=0.0)
        result[:, seed] = weights @ found.scores[seed]
    return result
