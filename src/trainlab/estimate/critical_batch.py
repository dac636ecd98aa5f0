"""The critical batch size: up to which larger batches save steps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MIN_SIZES = 3
"""Two numbers are fitted: with as many batch sizes every pair of them would fit."""

BEYOND = 100.0
"""A critical batch size this many times outside the range of those tried is indistinguishable from none."""

PLACES = 401
"""Batch sizes looked at: over a range of 10^7 one is 4% from the next, before a parabola refines it."""


@dataclass(frozen=True, slots=True)
class CriticalFit:
    """Steps to a target against batch size, as :func:`fit_critical_batch` fits them.

    Attributes:
        critical: the critical batch size, in examples; 0 if larger batches save nothing (all sizes tried lie
            far above it), infinite if they save all they can (all lie far below it), NaN without a fit.
        least_steps: steps that no batch size can do without; NaN where ``critical`` is infinite.
        least_examples: examples that no batch size can do without; NaN where ``critical`` is 0.
        misfit: the typical factor between steps and the fit, exp of the root mean square of log residuals.
    """

    critical: float
    least_steps: float
    least_examples: float
    misfit: float


NO_FIT = CriticalFit(np.nan, np.nan, np.nan, np.nan)


def fit_critical_batch(sizes: np.ndarray, steps: np.ndarray) -> CriticalFit:
    r"""Fit the trade between steps and examples.

    With batches of B examples it takes S steps and E = B S examples to the target. The fit is

    .. math::
        \Big(\frac{S}{S_{min}} - 1\Big) \Big(\frac{E}{E_{min}} - 1\Big) = 1
        \quad\Longleftrightarrow\quad
        S = S_{min} \Big(1 + \frac{B_{crit}}{B}\Big), \qquad B_{crit} = \frac{E_{min}}{S_{min}}

    by least squares of log S: far below the critical batch size twice the batch takes half the steps, far
    above it larger batches take no fewer.

    Args:
        sizes: (sizes,) batch sizes.
        steps: (sizes,) steps to the target; infinite where it was not reached, which leaves that size out.

    References:
        McCandlish, Kaplan, Amodei and the OpenAI Dota team, "An Empirical Model of Large-Batch Training",
        2018, equation 2.11 and appendix A, https://arxiv.org/abs/1812.06162.

    Example:
        >>> sizes = np.array([1, 4, 16, 64, 256])
        >>> fit = fit_critical_batch(sizes, 50 * (1 + 20 / sizes))
        >>> f"{fit.critical:.3g} {fit.least_steps:.3g} {fit.least_examples:.4g}"
        '20 50 1000'
    """
    known = np.isfinite(steps) & (steps > 0)
    if known.sum() < MIN_SIZES:
        return NO_FIT
    batch, log_steps = np.asarray(sizes, float)[known], np.log(np.asarray(steps, float)[known])
    places = np.linspace(np.log(batch.min() / BEYOND), np.log(batch.max() * BEYOND), PLACES)
    errors = _error(places, batch, log_steps)
    best = int(np.argmin(errors))
    if best in (0, PLACES - 1):
        return _limit(best > 0, batch, log_steps)
    left, middle, right = errors[best - 1 : best + 2]
    bend = left - 2 * middle + right
    place = places[best] + (0.5 * (left - right) / bend if bend > 0 else 0.0) * (places[1] - places[0])
    critical = float(np.exp(place))
    least_steps = float(np.exp(np.mean(log_steps - np.log1p(critical / batch))))
    misfit = float(np.exp(np.sqrt(_error(np.array([place]), batch, log_steps)[0])))
    return CriticalFit(critical, least_steps, critical * least_steps, misfit)


def _error(places: np.ndarray, batch: np.ndarray, log_steps: np.ndarray) -> np.ndarray:
    """(places,) mean squared residuals of log steps; the best scale of each place is their mean."""
    rest = log_steps - np.log1p(np.exp(places)[:, None] / batch)
    return np.var(rest, axis=1)


def _limit(below: bool, batch: np.ndarray, log_steps: np.ndarray) -> CriticalFit:
    """The fit where all sizes lie far below the critical one (E is constant) or far above it (S is)."""
    constant = log_steps + np.log(batch) if below else log_steps
    mean, misfit = float(np.exp(constant.mean())), float(np.exp(constant.std()))
    return CriticalFit(np.inf, np.nan, mean, misfit) if below else CriticalFit(0.0, mean, np.nan, misfit)
