"""What a learning-rate sweep says of the validation split."""

from __future__ import annotations

import numpy as np

from trainlab.estimate.rate_grid import RateGrid
from trainlab.estimate.rate_reading import RateReading, read_goal
from trainlab.estimate.validation_gain import validation_shares
from trainlab.record import Curves
from trainlab.record.groups.merit import higher_is_better


def read_validation(
    curves: Curves,
    grid: RateGrid,
    diverged: np.ndarray,
    weights: np.ndarray,
    exploded: np.ndarray,
    learned: bool,
) -> RateReading | None:
    """What the sweep says for a validation loss, error or accuracy at the end of training.

    Args:
        curves: one of them, at every evaluation.
        grid: the trials.
        diverged: (rates, seeds) whether the trial ended because its loss was not finite.
        weights: (rates, rates) of the average over neighbouring rates.
        exploded: (rates, seeds) which trials exploded.
        learned: whether the train loss fell beyond its noise: without, nothing else is looked at.

    Returns:
        The reading; None where the study does not hold both the untrained nets' and the trained nets'.
    """
    start, final = _ends(curves, grid)
    if np.isnan(start).any() or np.isnan(final[~diverged]).any():
        return None
    accuracy = higher_is_better(curves.name)
    final = np.where(diverged, 0.0 if accuracy else np.inf, final)
    losses = (1 - start, np.where(diverged, np.inf, 1 - final)) if accuracy else (start, final)
    shares = validation_shares(*losses, weights, logarithmic=not accuracy)
    if not learned:
        shares = np.full_like(shares, np.nan)
    middle = float(np.median(start))
    return read_goal(curves.name, grid.rates, weights, shares, exploded, middle, final, final)


def _ends(curves: Curves, grid: RateGrid) -> tuple[np.ndarray, np.ndarray]:
    """(rates, seeds) what each trial had before its first step and at its last evaluation, or NaN."""
    shape = (len(grid.rates), len(grid.seeds))
    start, final = np.full(shape, np.nan), np.full(shape, np.nan)
    row_of = curves.rows
    for rate, trials in enumerate(grid.trials):
        for seed, trial in enumerate(trials):
            if trial.id not in row_of:
                continue
            steps, values = curves.row(row_of[trial.id])
            known = np.flatnonzero(~np.isnan(values))
            if known.size and steps[known[0]] == 0:
                start[rate, seed], final[rate, seed] = values[known[[0, -1]]]
    return start, final
