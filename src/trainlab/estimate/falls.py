"""How much of what there was to gain each learning rate gained."""

from __future__ import annotations

import numpy as np

from trainlab.estimate.beyond_noise import LEARNED
from trainlab.estimate.outcomes import Outcomes

BANDWIDTH = 0.2
"""Decades of learning rate that the kernel averages over (its standard deviation): a factor of 1.6, or two
rates of the default grid of 64 over six decades, within which a loss hardly changes on the slow side."""

HALF = 0.5
"""A rate is fast where at least this share of the largest fall is gained."""

KEPT = 0.1
"""A trial that ends with less than this share of its seed's largest fall has lost what it could learn."""


def share_of_fall(outcomes: Outcomes) -> np.ndarray:
    r"""What each trial gained, as a share of what its seed gained at its best rate.

    With the start :math:`\ell_0` and the lowest loss :math:`\ell` of a trial, its fall is
    :math:`\log \ell_0 - \log \ell`, and 0 if it ended at the start or above it. Divided by the largest fall
    of its seed, seeds that end at quite different losses count the same.

    Returns:
        (rates, seeds) numbers from 0 to 1; NaN for a seed that learned at no rate: it says nothing about
        rates.
    """
    ended = _falls(outcomes, outcomes.final)
    falls = np.where(ended > 0, _falls(outcomes, outcomes.best), 0.0)
    return falls / _largest(outcomes)


def exploded(outcomes: Outcomes) -> np.ndarray:
    """Which trials exploded: those that diverged, or kept nothing although a smaller rate learned.

    A rate that is too large need not end in NaN: a net whose units it has killed stays at the loss of
    guessing, and one whose outputs saturate at a large, finite one. So a trial exploded, too, if it ended
    with less than ``KEPT`` of the largest fall of its seed while some smaller rate gained ``HALF`` of it;
    without one, it was only too slow.

    Returns:
        (rates, seeds) flags; of a seed that learned at no rate only those that diverged.
    """
    nothing = _falls(outcomes, outcomes.final) < KEPT * _largest(outcomes)
    fast = np.logical_or.accumulate(share_of_fall(outcomes) >= HALF, axis=0)
    return outcomes.diverged | (nothing & fast)


def _falls(outcomes: Outcomes, losses: np.ndarray) -> np.ndarray:
    """(rates, seeds) how far the log of the loss fell from the start; 0 where it rose."""
    start = np.where(outcomes.start > 0, outcomes.start, np.nan)
    lowest = np.finfo(np.float32).tiny
    return np.log(start) - np.log(np.clip(losses, lowest, np.maximum(start, lowest)))


def _largest(outcomes: Outcomes) -> np.ndarray:
    """(seeds,) the largest fall of each seed, of rates at which it kept some; NaN if it learned at none."""
    kept = _falls(outcomes, outcomes.final) > 0
    largest = np.where(kept, _falls(outcomes, outcomes.best), 0.0).max(axis=0)
    return np.where(outcomes.learned.any(axis=0) & (largest > -np.log1p(-LEARNED)), largest, np.nan)


def kernel(places: np.ndarray) -> np.ndarray:
    """Weights of the average over neighbouring rates (Nadaraya 1964, Watson 1964; Gaussian).

    Args:
        places: (rates,) decimal logarithms of the rates.

    Returns:
        (rates, rates) weights; the rows sum to 1. A rate that is alone in its neighbourhood is left as it is.
    """
    weights = np.exp(-0.5 * ((places[:, None] - places) / BANDWIDTH) ** 2)
    return weights / weights.sum(axis=1, keepdims=True)


def typical_share(shares: np.ndarray, weights: np.ndarray, seeds: np.ndarray) -> np.ndarray:
    """The typical share of the fall at each rate, as a share of the highest.

    Args:
        shares: (rates, seeds) from :func:`share_of_fall`.
        weights: (rates, rates) from :func:`kernel`.
        seeds: places of the seeds to use, which may repeat.

    Returns:
        (rates,) the mean over seeds, averaged over neighbouring rates, its largest value 1; NaN where no seed
        learned. A share lies between 0 and 1, so that one seed among five that explodes, or falls very low,
        moves the mean by a fifth at most; a median over so few jumps from one seed to the next.
    """
    chosen = shares[:, seeds]
    chosen = chosen[:, ~np.isnan(chosen[0])]
    if not chosen.shape[1]:
        return np.full(len(shares), np.nan)
    smooth = weights @ chosen.mean(axis=1)
    highest = smooth.max()
    return smooth / highest if highest > 0 else np.full(len(shares), np.nan)
