"""Levels of the validation loss, where batches are so noisy that the train loss hides its trend."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from trainlab.diagnose.levels import BLOCKS, LARGEST_LOSS, SMALLEST_LOSS, Levels
from trainlab.diagnose.trend import level_scatter
from trainlab.record import Curves

NOISY = 0.005
"""Standard deviation of a level, in log loss, below which noise hides nothing that findings speak of."""

QUIETER = 0.7
"""Largest scatter of the validation loss, of that of the levels, at which it is looked at instead."""

FEWEST_EVALUATIONS = 20
"""Evaluations that a trial must have for it: a quarter of training is then five."""


def quiet_levels(levels: Levels, validation_loss: Curves | None) -> Levels:
    """Levels in which those of noisy trials are replaced by those of their validation loss.

    Losses of single examples scatter as much as their mean, and 40 levels of small batches may hide all that
    came down; the validation loss is that of the same many examples every time, and shows whether the net was
    still learning.

    Args:
        levels: of the train loss.
        validation_loss: loss of every evaluation; the one at step 0 is that of the untrained net.
    """
    if validation_loss is None:
        return levels
    scatter = level_scatter(levels)
    rows = validation_loss.rows
    first, log, validated = levels.first.copy(), levels.log.copy(), levels.validated.copy()
    for row in np.flatnonzero(levels.long_enough & (scatter > NOISY)):
        of_trial = rows.get(int(levels.trials[row]))
        if of_trial is None:
            continue
        losses = validation_loss.values[of_trial]
        known = np.isfinite(losses)
        if known.sum() >= FEWEST_EVALUATIONS:
            losses = np.log(np.clip(losses[known].astype(float), SMALLEST_LOSS, LARGEST_LOSS))
            log[row] = _block_means(levels.steps[row], validation_loss.steps[known], losses)
            first[row], validated[row] = np.exp(losses[0]), True
    quieter = replace(levels, first=first, log=log, validated=validated)
    return levels.where(level_scatter(quieter) > QUIETER * scatter, quieter)


def _block_means(borders: np.ndarray, steps: np.ndarray, losses: np.ndarray) -> np.ndarray:
    """(BLOCKS,) mean of the losses in each block; between its neighbours where a block has none."""
    between = np.interp((borders[:-1] + borders[1:]) / 2, steps, losses)
    # An evaluation at step n is made after n steps: it tells of the steps before.
    trained, steps = losses[steps > 0], steps[steps > 0]
    block = np.searchsorted(borders[1:-1], steps - 1, side="right")
    counts, sums = (np.bincount(block, weights, minlength=BLOCKS) for weights in (None, trained))
    return np.where(counts > 0, sums / np.maximum(counts, 1), between)
