"""The Gaussian process, against scikit-learn's and against differences."""

import math

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

from trainlab.searches.proposers._gaussian_process import (
    GaussianProcess,
    Hyperparameters,
    fitted,
    negative_log_posterior,
)


def sample(number=40, columns=3, seed=0):
    random = np.random.default_rng(seed)
    rows = random.random((number, columns))
    return rows, np.sin(5 * rows[:, 0]) + rows[:, 1] ** 2 + 0.05 * random.normal(size=number)


def test_means_and_covariances_are_those_of_scikit_learn():
    rows, values = sample()
    given = Hyperparameters(np.array([0.4, 0.9, 3.0]), 1.7, 0.01)
    kernel = ConstantKernel(1.7, "fixed") * Matern(given.scales, "fixed", nu=2.5)
    oracle = GaussianProcessRegressor(kernel, alpha=0.01 + 1e-6, optimizer=None).fit(rows, values)
    new = sample(7, seed=1)[0]
    means, covariances = oracle.predict(new, return_cov=True)
    found = GaussianProcess(rows, values, given).at(new)
    np.testing.assert_allclose(found[0], means, atol=1e-8)
    np.testing.assert_allclose(found[1], covariances, atol=1e-8)


def test_the_gradient_is_that_of_differences():
    rows, values = sample()
    at = np.array([-0.7, 0.1, 0.9, 0.2, -3.0])
    _, gradient = negative_log_posterior(at, rows, values)
    for place in range(5):
        step = 1e-5 * np.eye(5)[place]
        high, low = (negative_log_posterior(at + sign * step, rows, values)[0] for sign in (1, -1))
        assert gradient[place] == pytest.approx((high - low) / 2e-5, rel=1e-4, abs=1e-5)


def test_a_column_that_means_nothing_gets_a_long_scale():
    rows, values = sample(120)
    scales = fitted(rows, (values - values.mean()) / values.std()).scales
    assert scales[2] > 3 * scales[0]


def test_draws_have_the_mean_and_the_spread_of_the_process():
    rows, values = sample()
    process = GaussianProcess(rows, values, Hyperparameters(np.full(3, 0.5), 1.0, 0.01))
    new = sample(5, seed=2)[0] * 1.5
    drawn = process.draw(new, 20_000, np.random.default_rng(0))
    means, covariances = process.at(new)
    error = np.sqrt(np.diag(covariances) / 20_000)
    assert (np.abs(drawn.mean(axis=1) - means) < 5 * error + 1e-6).all()
    np.testing.assert_allclose(np.cov(drawn), covariances, atol=0.04 * covariances.max())


def test_equal_points_do_not_break_it():
    rows = np.repeat(sample(3)[0], 20, axis=0)
    process = GaussianProcess(rows, np.ones(60), Hyperparameters(np.full(3, 0.5), 1.0, 1e-9))
    assert math.isfinite(float(process.draw(rows, 2, np.random.default_rng(0)).sum()))
