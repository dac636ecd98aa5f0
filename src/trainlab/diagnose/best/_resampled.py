"""How good the best of many is on examples it was not chosen by: the bootstrap over examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

WORK = 200_000
"""About how many examples are drawn for an estimate: few draws of a large split are as good as many of a
small one."""

MIN_DRAWS, MAX_DRAWS = 64, 300

SEED = 0
"""The same study always gets the same estimate."""


class Chosen(NamedTuple):
    """The accuracy of what is chosen by some examples, on others, as fractions.

    Attributes:
        cautious: chosen by as many examples drawn with replacement, which tell as much as half of them do.
        extrapolated: what that comes to with all of them.
    """

    cautious: float
    extrapolated: float


def accuracy_on_others(right: Sequence[np.ndarray]) -> Chosen | None:
    """What the most accurate of several nets is expected to reach on examples it was not chosen by.

    Examples are drawn with replacement; the net that is right on most of those drawn is chosen, and measured
    on those that were not drawn; of several that tie, the mean counts. The mean over draws is the estimate of
    Tsamardinos, Greasidou and Borboudakis, "Bootstrapping the out-of-sample predictions for efficient and
    accurate cross-validation", Machine Learning, 2018. It is too low where nets really differ, for a sample
    drawn so tells only as much as half as many examples would. With half as many drawn it is as a third
    would be. What is lost falls as one over their number, so the difference of the two leads back to all of
    them.

    Args:
        right: (nets, examples) booleans, which examples each net is right on; nets that were measured on
            other examples in tables of their own, whose draws are independent.

    Returns:
        The estimates, or None where there are too few examples to leave one out.
    """
    random = np.random.default_rng(SEED)
    whole, half = (_mean_of_draws(right, random, share) for share in (1.0, 0.5))
    if whole is None or half is None:
        return None
    best = max(float(table.mean(axis=1).max()) for table in right)
    extrapolated = min(max(2 * whole - half, 0.0), best)
    whole = min(whole, best)  # few examples may make it larger; being chosen makes nothing better
    return Chosen(min(whole, extrapolated), max(whole, extrapolated))


def _mean_of_draws(right: Sequence[np.ndarray], random: np.random.Generator, share: float) -> float | None:
    largest = max(table.shape[1] for table in right)
    draws = int(np.clip(WORK // largest, MIN_DRAWS, MAX_DRAWS))
    drawn = [_draw(table, random, draws, share) for table in right]
    reached = np.stack([score for score, _ in drawn])
    outside = np.stack([accuracy for _, accuracy in drawn])
    first = reached >= reached.max(axis=0) - 1e-6
    known = (first & np.isfinite(outside)).sum(axis=0)
    sums = np.where(first & np.isfinite(outside), outside, 0).sum(axis=0)
    return float((sums[known > 0] / known[known > 0]).mean()) if known.any() else None


def _draw(
    table: np.ndarray, random: np.random.Generator, draws: int, share: float
) -> tuple[np.ndarray, np.ndarray]:
    """For every draw the highest accuracy on what was drawn, and its net's on the rest; NaN without one."""
    examples = table.shape[1]
    size = max(int(examples * share), 1)
    picks = random.integers(examples, size=(draws, size)) + examples * np.arange(draws)[:, None]
    counts = np.bincount(picks.reshape(-1), minlength=draws * examples).reshape(draws, examples)
    rest = counts == 0
    differ = table.any(axis=0) & ~table.all(axis=0)  # what all or none are right on decides nothing
    always = table.all(axis=0)
    nets = table[:, differ].astype(np.float32)
    scores = counts[:, differ].astype(np.float32) @ nets.T
    highest = scores.max(axis=1)
    first = (scores >= highest[:, None] - 1e-3).astype(np.float32)
    first /= first.sum(axis=1, keepdims=True)
    hits = ((first @ nets) * rest[:, differ]).sum(axis=1) + rest[:, always].sum(axis=1)
    left = rest.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        outside = np.where(left > 0, hits / left, np.nan)
    return (highest + counts[:, always].sum(axis=1)) / size, outside
