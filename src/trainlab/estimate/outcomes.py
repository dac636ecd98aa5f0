"""What became of each trial of a sweep: where its train loss started, how low it got, where it ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlab.estimate.beyond_noise import LEARNED, find_changes

WINDOW = 10
"""Losses are averaged over a tenth of a curve: single batches are noisy."""

CEILING = 1e3
"""Losses are lowered to this many times the start, so that one spike does not drown what follows it."""


TWICE = 2.0
"""The smallest rate moves nothing if one that is this many times larger leaves the same curve."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Train losses of a grid of trials, averaged over a running window of a tenth of their length.

    Attributes:
        start: (seeds,) loss of the untrained net; NaN where not one loss is finite.
        best: (rates, seeds) the lowest loss; infinite for a trial that diverged within its first window.
        final: (rates, seeds) the loss over the last window; infinite for a trial that diverged.
        diverged: (rates, seeds) whether the trial ended because its loss was not finite.
        learned: (rates, seeds) whether the loss fell beyond its noise.
        rose: (rates,) whether the rate is too large: all of its trials diverged, or it raised the loss far.
        judged: whether the trials are long enough to tell.
        still: whether the smallest rate moves nothing: its curves are those of untrained nets.
        window: steps averaged over.
    """

    start: np.ndarray
    best: np.ndarray
    final: np.ndarray
    diverged: np.ndarray
    learned: np.ndarray
    rose: np.ndarray
    judged: bool
    still: bool
    window: int


def find_outcomes(losses: np.ndarray, diverged: np.ndarray, rates: np.ndarray) -> Outcomes:
    """What became of a grid of trials.

    Like is compared with like. Where the smallest rate moves nothing, its curve is that of the untrained net,
    on the batches that every other trial saw at the same steps: a loss then is the start times its ratio to
    the untrained net's over the same window, so that a window of easy batches does not count as a low loss.
    Where the smallest rate moves the loss, the start is the mean of its first window, and losses are kept.

    Args:
        losses: (rates, seeds, steps) train losses, rates ascending; NaN after the end of a trial.
        diverged: (rates, seeds) whether the trial ended because its loss was not finite.
        rates: (rates,) the learning rates.
    """
    losses = np.asarray(losses, dtype=float)
    steps = losses.shape[-1]
    window = max(steps // WINDOW, 1)
    known = np.logical_and.accumulate(np.isfinite(losses), axis=-1)
    recorded = known.sum(axis=-1)
    start = _untrained(losses[..., :window], known[..., :window])
    ceiling = CEILING * np.maximum(np.nan_to_num(start), np.finfo(np.float32).tiny)
    lowered = np.minimum(np.where(known, losses, 0.0), ceiling[:, None])
    sums = np.concatenate([np.zeros((*losses.shape[:-1], 1)), np.cumsum(lowered, axis=-1)], axis=-1)
    means = (sums[..., window:] - sums[..., :-window]) / window
    still = _moves_nothing(means, recorded == steps, rates)
    changes = find_changes(sums, recorded, diverged, start, window, still)
    if still:
        start = lowered[0].mean(axis=-1)
        means = means / means[0] * start[:, None]
    whole = np.arange(window, steps + 1) <= recorded[..., None]
    best = np.where(whole, means, np.inf).min(axis=-1)
    last = np.maximum(recorded - window, 0)[..., None]
    final = np.take_along_axis(means, last, axis=-1)[..., 0]
    final = np.where(diverged | (recorded < window), np.inf, final)
    return Outcomes(
        start, best, final, diverged, changes.learned, changes.rose, changes.judged, still, window
    )


def _moves_nothing(means: np.ndarray, complete: np.ndarray, rates: np.ndarray) -> bool:
    """Whether the smallest rate moves nothing: neither does one that is twice as large, in any window."""
    twice = np.flatnonzero(rates >= TWICE * rates[0])
    if not twice.size or not complete[[0, twice[0]]].all() or not (means[0] > 0).all():
        return False
    return bool((np.abs(means[twice[0]] / means[0] - 1) <= LEARNED).all())


def _untrained(first: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(seeds,) mean of the first losses at the smallest rate that has any."""
    counts = known.sum(axis=-1)
    sums = np.where(known, first, 0.0).sum(axis=-1)
    smallest = np.argmax(counts > 0, axis=0)
    seeds = np.arange(first.shape[1])
    count = counts[smallest, seeds]
    return np.where(count > 0, sums[smallest, seeds] / np.maximum(count, 1), np.nan)
