"""The gradient noise scale on the way to a target: it predicts the critical batch size without a sweep."""

from __future__ import annotations

import math

import numpy as np

from trainlab.estimate.interval import Estimate, over_seeds


def noise_scale_on_the_way(
    steps: np.ndarray, variance: np.ndarray, square: np.ndarray, reached: np.ndarray
) -> Estimate | None:
    r"""The simple noise scale, averaged over training up to the target.

    .. math:: B_{simple} = \frac{\sum_t \mathrm{tr}(\Sigma_t)}{\sum_t \lVert G_t \rVert^2}

    over the probes before the target was reached, of all seeds: both estimates are unbiased but noisy, so
    they are averaged first and divided afterwards. McCandlish et al. argue that the critical batch size is
    about as large; ``bench/sweep_batch.py`` finds factors of up to 2.5 between them.

    Args:
        steps: (points,) the steps of the probes.
        variance, square: (seeds, points) the probe's ``gradient_variance`` and ``gradient_square``; NaN where
            a trial has none.
        reached: (seeds,) the step at which each reached the target; infinite for never.

    Returns:
        Examples, with an interval over seeds; None where the gradient is lost in its noise.

    References:
        McCandlish, Kaplan, Amodei and the OpenAI Dota team, "An Empirical Model of Large-Batch Training",
        2018, sections 2.2 and 2.3 and appendix A.1, https://arxiv.org/abs/1812.06162.
    """
    counted = (steps < reached[:, None]) & np.isfinite(variance) & np.isfinite(square)
    noise = np.where(counted, variance, 0.0).sum(axis=1)
    gradient = np.where(counted, square, 0.0).sum(axis=1)

    def log_ratio(chosen: np.ndarray) -> float:
        length, spread = float(gradient[chosen].sum()), float(noise[chosen].sum())
        if length > 0:
            return math.log(spread / length) if spread > 0 else -np.inf
        return np.inf if counted[chosen].any() else np.nan

    found = over_seeds(log_ratio, len(reached), np.flatnonzero(counted.any(axis=1)))
    return found and found.mapped(math.exp, 0.0, np.inf)
