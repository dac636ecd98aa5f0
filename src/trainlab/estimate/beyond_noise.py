"""Whether losses fell, or rose, by more than the noise that their own curves show."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trainlab.statistics.student import t_quantile

FALSE_ALARMS = 0.05
"""The chance that a sweep in which nothing is learned is said to have learned somewhere, at most."""

LEARNED = 0.05
"""A loss that falls by less than this has learned nothing, however little noise there is."""

FAR = 2.0
"""A loss that ends this many times higher than the untrained net's belongs to a rate that is too large."""

BLOCKS = 8
"""Parts that the last half of a curve is cut into. Their scatter is the noise, with the memory that a curve
has from step to step; more of them would be shorter than that memory."""

MIN_BLOCKS = 3
"""With fewer the noise cannot be estimated."""

TESTS = 4
"""Tests that ``FALSE_ALARMS`` is shared out among: against the smallest rate and against the start, of the
mean over seeds and of every seed."""

MEDIAN = 0.6745
"""Median of the absolute value of a standard normal number."""

LARGEST = 1e6
"""Means are at most this many times their scatter, which may be 0."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What losses did beyond their noise.

    Attributes:
        learned: (rates, seeds) whether the trial fell.
        rose: (rates,) whether the rate is too large: its trials diverged, or ended far above the start.
        judged: whether the curves are long enough to estimate the noise.
    """

    learned: np.ndarray
    rose: np.ndarray
    judged: bool


def find_changes(
    sums: np.ndarray, recorded: np.ndarray, diverged: np.ndarray, start: np.ndarray, window: int, still: bool
) -> Changes:
    """Compare the last half of every curve with the untrained net.

    It is compared twice. All trials see the same batches in the same order, so that differences from the
    smallest rate, block by block, are free of the noise of batches; where that rate lowers the loss itself,
    they are too small. And it is compared with the mean of the first steps of the smallest rate, which has
    that noise. In both cases the mean over seeds must differ from 0 by more than the scatter of its blocks
    allows (Student's t), or the curve of a seed by itself must, with the number of rates, seeds and tests
    taken into account (Bonferroni).

    Args:
        sums: (rates, seeds, steps + 1) sums of the losses before each step, rates ascending.
        recorded: (rates, seeds) finite losses at the start of each curve.
        diverged: (rates, seeds) whether the trial ended because its loss was not finite.
        start: (seeds,) mean loss over the first ``window`` steps at the smallest rate.
        window: steps of it.
        still: whether the smallest rate moves nothing; where it does, a loss below its own must lie below the
            start as well, and the smallest rate must not have raised it.
    """
    rates, seeds = recorded.shape
    half = (sums.shape[-1] - 1) // 2
    blocks = min(BLOCKS, max(half // 2, min(half, MIN_BLOCKS)))
    rose = np.array(diverged.all(axis=1))
    if blocks < MIN_BLOCKS:
        return Changes(np.zeros((rates, seeds), bool), rose, False)
    edges = _edges(recorded, blocks)
    own = _means(sums, edges)
    own[diverged | (recorded < 2 * blocks)] = np.nan
    unit = np.where(start > 0, start, np.nan)[:, None]
    losses = np.diff(sums, axis=-1)
    error = _start_error(losses[0], unit, window)
    falls = (unit - own) / unit
    rose |= _above(_over_seeds(-falls), FAR - 1, 2, error[0])
    learned = _fell(falls, error, _skewness(losses, recorded, edges))
    risen = _above(_over_seeds(-falls[0]), LEARNED, TESTS, error[0])
    if (
        not risen
        and (recorded[0] == sums.shape[-1] - 1).all()
        and not diverged[0].any()
        and (start > 0).all()
    ):
        control = _means(np.broadcast_to(sums[0], sums.shape), edges)
        skewness = _skewness(losses - losses[0], recorded, edges)
        lower = _fell((control - own) / unit, np.zeros_like(error), skewness)
        learned |= lower & (still | (np.nan_to_num(falls.mean(axis=-1)) > LEARNED))
    return Changes(learned, rose, True)


def _fell(falls: np.ndarray, error: np.ndarray, skewness: np.ndarray) -> np.ndarray:
    """(rates, seeds) whether the trial's loss fell: by itself, or as part of the mean over seeds."""
    rates, seeds, _ = falls.shape
    together = _above(_over_seeds(falls), LEARNED, TESTS * rates, error[0], skewness.mean(axis=1))
    alone = _above(falls, LEARNED, TESTS * rates * seeds, error[1:], skewness)
    return alone | (together[:, None] & (np.nan_to_num(falls.mean(axis=-1)) > LEARNED))


def _edges(recorded: np.ndarray, blocks: int) -> np.ndarray:
    """(rates, seeds, blocks + 1) steps between which the blocks of the last half of each curve lie."""
    half = recorded // 2
    return (recorded - half)[..., None] + half[..., None] * np.arange(blocks + 1) // blocks


def _means(sums: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """(rates, seeds, blocks) the mean loss of each block."""
    return np.diff(np.take_along_axis(sums, edges, axis=-1)) / np.maximum(np.diff(edges), 1)


def _skewness(losses: np.ndarray, recorded: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """(rates, seeds) skewness of the block means of the last half of each curve, where it is positive."""
    steps = np.arange(losses.shape[-1])
    inside = (steps >= edges[..., :1]) & (steps < recorded[..., None])
    count = np.maximum(inside.sum(axis=-1), 1)
    largest = np.max(np.abs(losses), axis=-1, where=inside, initial=0.0)[..., None]
    losses = losses / np.where(largest > 0, largest, 1.0)  # their cubes would leave the range of numbers
    rest = np.where(inside, losses - (np.where(inside, losses, 0).sum(axis=-1) / count)[..., None], 0.0)
    spread = np.sqrt((rest**2).sum(axis=-1) / count)
    third = (rest**3).sum(axis=-1) / count
    skewness = np.where(spread > 0, third / np.where(spread > 0, spread, 1.0) ** 3, 0.0)
    return np.maximum(skewness, 0.0) / np.sqrt(np.maximum(count / (edges.shape[-1] - 1), 1.0))


def _start_error(control: np.ndarray, unit: np.ndarray, window: int) -> np.ndarray:
    """(1 + seeds,) squared standard errors of the start, as a share of it: of all seeds, and of each.

    The noise comes from the differences of neighbouring steps, which a trend hardly moves, or of neighbouring
    windows (their median, for a loss that falls at once) where that is more: noise may have a memory.
    """
    relative = control / unit
    rows = np.vstack([_over_seeds(relative), relative])
    if rows.shape[-1] < 2 * window:
        return np.zeros(len(rows))
    windows = rows[:, : rows.shape[-1] // window * window].reshape(len(rows), -1, window).mean(axis=-1)
    of_steps = (np.diff(rows, axis=-1) ** 2).mean(axis=-1) / 2 / window
    of_windows = (np.median(np.abs(np.diff(windows, axis=-1)), axis=-1) / MEDIAN) ** 2 / 2
    return np.nan_to_num(np.maximum(of_steps, of_windows))


def _over_seeds(values: np.ndarray) -> np.ndarray:
    """The mean over seeds, the last but one axis, of those that have a value; NaN where none has."""
    known = ~np.isnan(values)
    counts = known.sum(axis=-2)
    return np.where(counts > 0, np.where(known, values, 0.0).sum(axis=-2) / np.maximum(counts, 1), np.nan)


def _above(
    values: np.ndarray,
    least: float,
    looks: int,
    error: np.ndarray | float,
    skewness: np.ndarray | float = 0.0,
) -> np.ndarray:
    """Whether the mean over blocks is at least so large, and larger than 0 beyond their scatter.

    A mean of losses, most of them low and few very high, lies below the true mean more often than above it,
    and its scatter is too small then: Hall's transformation takes that back (1992, "On the Removal of
    Skewness by Transformation", Journal of the Royal Statistical Society B 54).
    """
    blocks = values.shape[-1]
    mean = values.mean(axis=-1)
    own = values.var(axis=-1, ddof=1)
    noise = np.sqrt(own + blocks * error)
    skewness = skewness * np.divide(own, noise**2, out=np.zeros_like(own), where=noise > 0) ** 1.5
    ratio = np.divide(mean, noise, out=np.where(mean > 0, np.inf, 0.0), where=noise > 0)
    ratio = np.minimum(ratio, LARGEST)
    ratio = ratio - skewness * ratio**2 / 3 + skewness**2 * ratio**3 / 27 - skewness / (6 * blocks)
    return (mean > least) & (ratio * np.sqrt(blocks) > t_quantile(1 - FALSE_ALARMS / looks, blocks - 1))
