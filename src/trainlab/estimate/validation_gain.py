"""How much of what there was to gain on the validation split each learning rate gained."""

from __future__ import annotations

import numpy as np

from trainlab.estimate.beyond_noise import FALSE_ALARMS, LEARNED, MEDIAN
from trainlab.statistics.student import t_quantile

LOWEST = -0.25
"""Gains below this count as this: how bad a rate is that is too large says nothing about noise."""

NEIGHBOURS = 15
"""The most rates that the noise is estimated from: where the net does not move there is none."""


def validation_shares(
    start: np.ndarray, final: np.ndarray, weights: np.ndarray, logarithmic: bool
) -> np.ndarray:
    """What each trial gained, as a share of what its seed gained at its best rate.

    Both ends are measured on the same examples, so that there is no noise of batches; the noise of where
    training happens to end shows in the scatter from one rate to the next. The gain counts where, averaged
    over seeds and neighbouring rates, it is larger than that scatter allows (Student's t, with the
    number of rates taken into account); otherwise every share is NaN.

    Args:
        start, final: (rates, seeds) the loss or the share of errors of the untrained net, and at the end;
            not finite for a trial that diverged.
        weights: (rates, rates) of the average over neighbouring rates.
        logarithmic: whether gains are measured in the logarithm, as for losses.

    Returns:
        (rates, seeds) numbers from 0 to 1; NaN for a seed that gained nothing at any rate.
    """
    known = np.isfinite(final) & (start > 0)
    usual = np.where(known, start, 1.0)
    ended = np.clip(np.where(known, final, usual), np.finfo(np.float32).tiny, None)
    gain = np.where(known, 1 - ended / usual, LOWEST)
    if not _beyond_noise(np.clip(gain, LOWEST, None).mean(axis=1), weights):
        return np.full(gain.shape, np.nan)
    falls = np.clip(np.log(usual / ended) if logarithmic else gain, 0.0, None)
    falls[~known] = 0.0
    largest = np.where(gain > LEARNED, falls, 0.0).max(axis=0)
    return falls / np.where(largest > 0, largest, np.nan)


def _beyond_noise(gain: np.ndarray, weights: np.ndarray) -> bool:
    """Whether the average over neighbouring rates is anywhere larger than the scatter about neighbours."""
    rates = len(gain)
    scatter = np.abs(np.diff(gain, n=2)) / np.sqrt(6)  # the variance of x - 2y + z is six times that of each
    freedom = min(rates - 2, NEIGHBOURS)
    if freedom < 1:
        return False
    # The noisiest stretch, since a rate that moves nothing has no noise; medians, since curves have corners.
    noise = np.median(np.lib.stride_tricks.sliding_window_view(scatter, freedom), axis=1).max() / MEDIAN
    error = noise * np.sqrt((weights**2).sum(axis=1))
    smooth = weights @ gain
    least = t_quantile(1 - FALSE_ALARMS / rates, freedom) * error
    return bool(((smooth > LEARNED) & (smooth > least)).any())
