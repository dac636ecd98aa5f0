from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize

from trainlab.estimate.critical_batch import fit_critical_batch

SIZES = 2.0 ** np.arange(9)


@pytest.mark.parametrize("critical", [0.5, 1, 7.3, 20, 100, 2000])
@pytest.mark.parametrize("least_steps", [3.0, 60.0, 1e5])
def test_steps_that_follow_the_law_give_its_numbers_back(critical, least_steps):
    fit = fit_critical_batch(SIZES, least_steps * (1 + critical / SIZES))
    assert fit.critical == pytest.approx(critical, rel=1e-3)
    assert fit.least_steps == pytest.approx(least_steps, rel=1e-3)
    assert fit.least_examples == pytest.approx(least_steps * critical, rel=1e-3)
    assert fit.misfit == pytest.approx(1, abs=1e-3)


def test_the_law_is_mccandlishs():
    fit = fit_critical_batch(SIZES, 50 * (1 + 20 / SIZES))
    steps = fit.least_steps * (1 + fit.critical / SIZES)
    examples = SIZES * steps
    np.testing.assert_allclose((steps / fit.least_steps - 1) * (examples / fit.least_examples - 1), 1)


def test_noisy_steps_are_fitted_as_scipy_does():
    noise = np.exp(np.random.default_rng(1).normal(0, 0.2, SIZES.size))
    steps = 80 * (1 + 30 / SIZES) * noise

    def residuals(logs):
        return np.log(steps) - logs[0] - np.log1p(np.exp(logs[1]) / SIZES)

    found = np.exp(optimize.least_squares(residuals, [3.0, 3.0]).x)
    fit = fit_critical_batch(SIZES, steps)
    assert fit.least_steps == pytest.approx(found[0], rel=1e-3)
    assert fit.critical == pytest.approx(found[1], rel=1e-3)


def test_perfect_scaling_has_no_critical_size_in_sight():
    fit = fit_critical_batch(SIZES, 1e6 / SIZES)
    assert fit.critical == np.inf
    assert np.isnan(fit.least_steps)
    assert fit.least_examples == pytest.approx(1e6)


def test_steps_that_never_fall_lie_above_every_critical_size():
    fit = fit_critical_batch(SIZES, np.full(9, 40.0))
    assert fit.critical == 0
    assert fit.least_steps == pytest.approx(40)
    assert np.isnan(fit.least_examples)


def test_sizes_that_did_not_reach_the_target_are_left_out():
    steps = 50 * (1 + 20 / SIZES)
    some = np.where(np.arange(9) % 2, np.inf, steps)
    assert fit_critical_batch(SIZES, some).critical == pytest.approx(20, rel=1e-3)
    assert np.isnan(fit_critical_batch(SIZES, np.where(np.arange(9) > 1, np.inf, steps)).critical)


@given(st.lists(st.one_of(st.floats(1, 1e7), st.just(np.inf)), min_size=9, max_size=9))
def test_no_other_critical_size_fits_better(steps):
    steps = np.array(steps)
    fit = fit_critical_batch(SIZES, steps)
    known = np.isfinite(steps)
    if known.sum() < 3:
        assert np.isnan(fit.critical)
        return
    logs, sizes = np.log(steps[known]), SIZES[known]

    def error(critical):
        return np.std(logs - np.log1p(critical / sizes))

    if 0 < fit.critical < np.inf:
        assert np.log(fit.misfit) == pytest.approx(error(fit.critical), abs=1e-9)
        for factor in (0.5, 0.9, 1.1, 2):
            assert error(fit.critical) <= error(factor * fit.critical) + 1e-4
