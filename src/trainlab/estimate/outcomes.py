"""What became of each trial of a sweep: where its train loss started, how low it got, where it ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WINDOW = 10
"""Losses are averaged over one part in so many of a curve: single batches are noisy."""

CEILING = 1e3
"""Losses are lowered to this many times the start, so that one spike does not drown what follows it."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Train losses of a grid of trials, averaged over a running window of a tenth of their length.

    Attributes:
        start: (seeds,) loss of the untrained net; NaN where not one loss is finite.
        best: (rates, seeds) the lowest loss; infinite for a trial that diverged within its first window.
        final: (rates, seeds) the loss over the last window; infinite for a trial that diverged.
        diverged: (rates, seeds) whether the trial ended because its loss was not finite.
        window: steps averaged over.
    """

    start: np.ndarray
    best: np.ndarray
    final: np.ndarray
    diverged: np.ndarray
    window: int


def find_outcomes(losses: np.ndarray, diverged: np.ndarray) -> Outcomes:
    """What became of a grid of trials.

    The loss of the untrained net is the mean of the first window at the smallest rate, where training has
    hardly begun: an average over batches, so that it holds for batches of one example too.

    Args:
        losses: (rates, seeds, steps) train losses, rates ascending; NaN behind the end of a trial.
        diverged: (rates, seeds) whether the trial ended because its loss was not finite.
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
    whole = np.arange(window, steps + 1) <= recorded[..., None]
    best = np.where(whole, means, np.inf).min(axis=-1)
    last = np.maximum(recorded - window, 0)[..., None]
    final = np.take_along_axis(means, last, axis=-1)[..., 0]
    final = np.where(diverged | (recorded < window), np.inf, final)
    return Outcomes(start, best, final, diverged, window)


def _untrained(first: np.ndarray, known: np.ndarray) -> np.ndarray:
    """(seeds,) mean of the first losses at the smallest rate that has any."""
    counts = known.sum(axis=-1)
    sums = np.where(known, first, 0.0).sum(axis=-1)
    smallest = np.argmax(counts > 0, axis=0)
    seeds = np.arange(first.shape[1])
    count = counts[smallest, seeds]
    return np.where(count > 0, sums[smallest, seeds] / np.maximum(count, 1), np.nan)
