"""A Gaussian process with a scale for each column: fitted, and drawn from.

Matérn's covariance with 5/2 (Rasmussen and Williams 2006, "Gaussian Processes for Machine Learning", 4.2.1);
the scales, the variance and the noise are those of the highest posterior density, by L-BFGS-B with the
gradient of their chapter 5.4.1.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

JITTER = 1e-6
"""Added to the diagonal, in units of the values' variance: keeps the decomposition stable."""

STEPS = 30
"""Of the optimiser: further ones change what is drawn by less than the draws differ."""

SCALE, SCALE_SPREAD = math.log(0.5), 1.0
"""Mean, for one column, and deviation of the prior of a scale's logarithm; scales grow with the root of the
number of columns (Hvarfner, Hellsten and Nardi, "Vanilla Bayesian optimization performs great in high
dimensions", 2024)."""

NOISE, NOISE_SPREAD = -4.0, 2.0
"""Of the logarithm of the noise's variance."""

BOUNDS = {"scale": (-4.0, 5.0), "variance": (-3.0, 3.0), "noise": (-10.0, 1.0)}


@dataclass(frozen=True)
class Hyperparameters:
    """What a process is described by, all positive.

    Attributes:
        scales: (columns,) how far a column may change before values have little to do with each other.
        variance: of the values.
        noise: variance of the noise of each.
    """

    scales: np.ndarray
    variance: float
    noise: float


class GaussianProcess:
    """A process conditioned on values at points.

    Args:
        rows: (points, columns).
        values: (points,) of mean 0 and variance 1 about.
        given: its hyperparameters.
    """

    def __init__(self, rows: np.ndarray, values: np.ndarray, given: Hyperparameters) -> None:
        from scipy.linalg import cho_solve

        self.given, self._rows = given, rows
        self._factor = _factor(self.covariance(rows, rows, given), given.noise)
        self._weights = cho_solve((self._factor, True), values, check_finite=False)

    def at(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(points,) means, and (points, points) covariances, without noise."""
        from scipy.linalg import solve_triangular

        between = self.covariance(rows, self._rows, self.given)
        explained = solve_triangular(self._factor, between.T, lower=True, check_finite=False)
        return between @ self._weights, self.covariance(rows, rows, self.given) - explained.T @ explained

    def draw(self, rows: np.ndarray, number: int, random: np.random.Generator) -> np.ndarray:
        """(points, number) functions drawn from it, at some points."""
        means, covariances = self.at(rows)
        return means[:, None] + _factor(covariances, 0.0) @ random.normal(size=(len(rows), number))

    @staticmethod
    def covariance(first: np.ndarray, second: np.ndarray, given: Hyperparameters) -> np.ndarray:
        """(first, second) covariances of points, without noise."""
        return given.variance * _matern(_distances(first, second, given.scales))[0]


def fitted(rows: np.ndarray, values: np.ndarray) -> Hyperparameters:
    """The hyperparameters that values at points make most likely, with their priors."""
    from scipy.optimize import minimize

    columns = rows.shape[1]
    middle = SCALE + 0.5 * math.log(max(columns, 1))
    start = np.array([*[middle] * columns, 0.0, -3.0])
    bounds = [*[BOUNDS["scale"]] * columns, BOUNDS["variance"], BOUNDS["noise"]]
    found = minimize(
        negative_log_posterior, start, args=(rows, values), jac=True, method="L-BFGS-B", bounds=bounds,
        options={"maxiter": STEPS},
    ).x  # fmt: skip
    return Hyperparameters(np.exp(found[:columns]), math.exp(found[columns]), math.exp(found[columns + 1]))


def negative_log_posterior(
    logarithms: np.ndarray, rows: np.ndarray, values: np.ndarray
) -> tuple[float, np.ndarray]:
    """What is minimised, but for a constant, and its gradient, by the logarithms of the hyperparameters."""
    from scipy.linalg import cho_solve

    columns = rows.shape[1]
    scales = np.exp(logarithms[:columns])
    variance, noise = np.exp(logarithms[columns:])
    correlation, slope = _matern(_distances(rows, rows, scales))
    factor = _factor(variance * correlation, noise)
    inverse = cho_solve((factor, True), np.eye(len(values)), check_finite=False)
    weights = inverse @ values
    found = 0.5 * float(values @ weights) + float(np.log(np.diag(factor)).sum())
    pull = inverse - np.outer(weights, weights)
    by_distance = pull * slope * variance
    sums = by_distance.sum(axis=1)
    scaled = rows / scales
    gradient = np.empty_like(logarithms)
    # The sum over pairs of their differences squared, by products with the matrix.
    gradient[:columns] = sums @ scaled**2 - (scaled * (by_distance @ scaled)).sum(axis=0)
    gradient[columns] = 0.5 * variance * float((pull * correlation).sum())
    gradient[columns + 1] = 0.5 * noise * float(np.trace(pull))
    means = np.array([*[SCALE + 0.5 * math.log(max(columns, 1))] * columns, 0.0, NOISE])
    spreads = np.array([*[SCALE_SPREAD] * columns, 1.0, NOISE_SPREAD])
    away = (logarithms - means) / spreads
    return found + 0.5 * float(away @ away), gradient + away / spreads


def _distances(first: np.ndarray, second: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """(first, second) squared distances in units of the scales."""
    one, other = first / scales, second / scales
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)
    return np.maximum(squares - 2 * one @ other.T, 0)


def _matern(squared: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The correlation at squared distances, and minus twice its derivative by them."""
    root = np.sqrt(5 * squared)
    fall = np.exp(-root)
    return (1 + root + root**2 / 3) * fall, 5 / 3 * (1 + root) * fall


def _factor(covariance: np.ndarray, noise: float) -> np.ndarray:
    """The lower Cholesky factor of a covariance with noise, and with as much jitter as it takes."""
    from scipy.linalg import LinAlgError, cholesky

    jitter = JITTER
    while True:
        shifted = covariance.copy()
        shifted[np.diag_indices(len(shifted))] += noise + jitter
        try:
            return cholesky(shifted, lower=True, overwrite_a=True, check_finite=False)
        except LinAlgError:
            jitter *= 10
