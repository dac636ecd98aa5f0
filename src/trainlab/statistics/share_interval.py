"""The interval of a share of variance: from what sums of squares say of the true ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DRAWS = 500
"""Enough to know the 5% point of a distribution to within one percentage point."""

SEED = 0
"""The same trials always get the same interval."""

QUANTILES = (0.05, 0.95)
"""Ends of the intervals: 90%."""

HALVINGS = 12
"""Of the range that the root of a noncentrality lies in, until it is known to a part in 4,000."""

FARTHEST = 5.0
"""How far the root of a noncentrality may lie above that of the chi-square: chance does not go further."""


@dataclass(frozen=True, slots=True)
class Noise:
    """What results scatter by.

    Attributes:
        variance: estimated.
        freedom: degrees of freedom of the estimate.
        units: how often the variance is in the sum of squares of all results.
        within: a further sum of squares that is noise, and known: of seeds, where the noise is that of draws.
    """

    variance: float
    freedom: float
    units: float
    within: float = 0.0


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of squares of several effects.

    Attributes:
        squares: (effects,) the sums.
        freedoms: (effects,) degrees of freedom of the chi-squares that noise in them scatters like.
        scales: (effects,) what noise adds to each by degree of freedom, over the noise's variance.
    """

    squares: np.ndarray
    freedoms: np.ndarray
    scales: np.ndarray

    def behind(self, variance: np.ndarray, point: np.ndarray) -> np.ndarray:
        """(effects, draws) the true sums, if noise has a variance and puts the observed ones at a point."""
        own = variance * self.scales[:, None]
        return own * noncentrality(self.squares[:, None] / own, self.freedoms[:, None], point)


def share_intervals(fitted: Sums, own: Sums, others: Sums, noise: Noise) -> np.ndarray:
    r"""90% intervals of shares of variance.

    A sum of squares of d degrees of freedom that would be :math:`Q` without noise is :math:`\sigma^2` times a
    noncentral chi-square with noncentrality :math:`Q / \sigma^2`, and :math:`\sigma^2` itself is the noise's
    sum of squares divided by a chi-square. Drawing the chi-square, and the point that the sum of squares has
    in its own distribution, and solving for :math:`Q` gives generalised confidence intervals (Weerahandi
    1993) of :math:`Q_{fitted} / (Q_{own} + Q_{others} + noise)`. With one effect that is inverting the
    noncentral F.

    Args:
        fitted: of the fitted effects in all results.
        own: of what they explain beyond others; the same in a balanced design.
        others: of all else that is not noise.
        noise: the noise.

    Returns:
        (effects, 2) lower and upper ends.
    """
    random = np.random.default_rng(SEED)
    variance = noise.variance * noise.freedom / random.chisquare(noise.freedom, DRAWS)
    points = random.standard_normal((2, DRAWS))
    behind = own.behind(variance, points[0])
    uneven = np.flatnonzero(np.abs(fitted.squares - own.squares) > 1e-9 * own.squares)
    whole = behind.copy()
    if len(uneven):
        parts = (getattr(fitted, name)[uneven] for name in ("squares", "freedoms", "scales"))
        whole[uneven] = Sums(*parts).behind(variance, points[0])
    total = behind + others.behind(variance, points[1]) + noise.units * variance + noise.within
    return np.clip(np.quantile(whole / total, QUANTILES, axis=1).T, 0, 1)


def noncentrality(value: np.ndarray, freedom: np.ndarray, point: np.ndarray) -> np.ndarray:
    """The noncentrality that puts a value at a point of a chi-square's distribution.

    Args:
        value: the chi-square, above 0.
        freedom: its degrees of freedom; 0 where there is none, and the answer is 0.
        point: of the distribution, as a standard normal deviate.

    Returns:
        The noncentrality, 0 where even that puts it too low.
    """
    value, freedom, point = np.broadcast_arrays(value, freedom, point)
    chance = normal(point)
    low, high = np.zeros(value.shape), np.sqrt(value) + FARTHEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = chi_square(value, np.maximum(freedom, 1), middle**2) > chance
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(freedom > 0, low, 0.0) ** 2


def chi_square(value: np.ndarray, freedom: np.ndarray, noncentrality: np.ndarray) -> np.ndarray:
    """Probability that a noncentral chi-square is below a value.

    Exact for one degree of freedom; from two on by Sankaran's normal approximation (1963), which is off by
    0.015 at two, by 0.003 at five; a weighted mean of the two between.
    """
    mean = freedom + noncentrality
    k2, k3 = freedom + 2 * noncentrality, freedom + 3 * noncentrality
    h = 1 - 2 * mean * k3 / (3 * k2**2)
    p = k2 / mean**2
    m = (h - 1) * (1 - 3 * h)
    centre = 1 + h * p * (h - 1 - 0.5 * (2 - h) * m * p)
    below = normal(((value / mean) ** h - centre) / (h * np.sqrt(2 * p) * (1 + 0.5 * m * p)))
    if (freedom < 2).any():
        root, away = np.sqrt(value), np.sqrt(noncentrality)
        share = np.clip(2 - freedom, 0, 1)
        below = share * (normal(root - away) - normal(-root - away)) + (1 - share) * below
    return below


def normal(deviate: np.ndarray) -> np.ndarray:
    """The standard normal distribution to 1e-7 (Abramowitz and Stegun 7.1.26)."""
    size = np.abs(deviate) / np.sqrt(2)
    t = 1 / (1 + 0.3275911 * size)
    factors = 1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592
    series = np.zeros_like(t)
    for factor in factors:
        series = (series + factor) * t
    half = 0.5 * series * np.exp(-(size**2))
    return np.where(deviate > 0, 1 - half, half)
