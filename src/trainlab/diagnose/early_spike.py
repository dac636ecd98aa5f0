"""Symptom: early in training the loss shot up, and recovered."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from trainlab.diagnose.levels import MEAN_SECOND_DIFFERENCE, SMALLEST_LOSS, Levels, block_means
from trainlab.diagnose.wording import short_value
from trainlab.record import Finding, Trial

EARLY = 0.3
"""Share of training that is early."""

PIECES = 80
"""Pieces, of a step at least, the early part is cut into: a spike may be over within 1% of training."""

TOPS, BEFORE = (1, 2), 3
"""Neighbouring pieces whose mean may be the top of a spike, and those whose mean is the level before it."""

HEIGHT, SCATTERS = 0.6, 1.5
"""Smallest height, of the level before, beyond so many standard errors of it. Their scatter counts the spike,
too."""

RECOVERED = 1.3
"""It recovered if it ends below this many times the level before, which is the lowest of noisy ones."""


def find_early_spike(trials: Mapping[int, Trial], levels: Levels, steps: np.ndarray) -> list[Finding]:
    """Trials whose loss rose far above where it had been early in training, and ended back there.

    Args:
        trials: the trials judged, by id.
        levels: their levels.
        steps: (points,) the steps of their losses.
    """
    findings: list[Finding] = []
    early = np.ceil(EARLY * levels.count).astype(int)
    pieces = np.minimum(PIECES, early)
    for count in np.unique(pieces[levels.long_enough]):
        rows = np.flatnonzero(levels.long_enough & (pieces == count))
        starts = early[rows, None] * np.arange(count + 1) // count
        log = np.log(np.maximum(block_means(levels.losses[rows], starts), SMALLEST_LOSS))
        end = np.median(levels.values[rows, -3:], axis=1)
        told = np.zeros(len(rows), dtype=bool)
        for pieces_on_top in TOPS:
            top, height, low, spikes = _highest(log, pieces_on_top)
            spikes &= ~told & (end < RECOVERED * low)
            told |= spikes
            findings += [
                _finding(
                    trials[int(levels.trials[rows[n]])], int(steps[starts[n, top[n]]]), float(low[n]),
                    float(height[n]), float(end[n]),
                )
                for n in np.flatnonzero(spikes)
            ]  # fmt: skip
    return findings


def _highest(log: np.ndarray, pieces: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Where each row rises highest above its lowest before.

    Args:
        log: (trials, pieces) logarithm of the loss of every piece.
        pieces: how many of them are a top.

    Returns:
        (trials,) the piece it begins at, the losses at its top and before it, and whether it is a spike.
    """
    # Their mean, because a median knows nothing of long tails; the spike itself is a few of 80 pieces.
    scatter = np.abs(np.diff(log, n=2, axis=1)).mean(axis=1) / MEAN_SECOND_DIFFERENCE
    sums = np.pad(np.cumsum(log, axis=1), ((0, 0), (1, 0)))
    ends = np.arange(1, log.shape[1] - pieces + 1)
    begins = np.maximum(ends - BEFORE, 0)  # at the start there are fewer
    lowest = np.minimum.accumulate((sums[:, ends] - sums[:, begins]) / (ends - begins), axis=1)
    tops = (sums[:, ends + pieces] - sums[:, ends]) / pieces
    best = np.argmax(tops - lowest, axis=1)
    height, low = (values[np.arange(len(log)), best] for values in (tops, lowest))
    error = scatter * np.sqrt(1 / pieces + 1 / (ends - begins)[best])
    return ends[best], np.exp(height), np.exp(low), height - low > np.log1p(HEIGHT) + SCATTERS * error


def _finding(trial: Trial, step: int, before: float, height: float, end: float) -> Finding:
    rate = trial.settings.get("learning_rate")
    lower = "" if rate is None else f", or lower learning_rate (it was {short_value(rate)})"
    return Finding(
        symptom="early spike recovered",
        trials=(trial.id,),
        sentence=f"trial {trial.id} had an early spike: around step {step:,} its train loss shot up from "
        f"{before:.3g} to {height:.3g}; it recovered and ended at {end:.3g}.",
        advice=f"It did no harm in the end; warmup or clip_norm avoid it{lower}.",
        evidence={"step": step, "before": before, "height": height, "loss": end},
    )
