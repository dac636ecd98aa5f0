"""Intervals of a share of variance against SciPy's noncentral distributions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from trainlab.statistics.share_interval import Noise, Sums, chi_square, noncentrality, share_intervals


@pytest.mark.parametrize(("freedom", "near"), [(1, 1e-6), (2, 0.016), (3, 0.007), (8, 0.003), (60, 0.001)])
@pytest.mark.parametrize("behind", [0.3, 4.0, 80.0, 2000.0])
def test_the_noncentral_chi_square_is_near_that_of_scipy(freedom, near, behind):
    values = stats.ncx2.ppf(np.linspace(0.01, 0.99, 40), freedom, behind)
    told = chi_square(values, np.full(40, float(freedom)), np.full(40, behind))
    np.testing.assert_allclose(told, np.linspace(0.01, 0.99, 40), atol=near)


def test_the_noncentrality_is_the_one_that_puts_a_value_at_its_point():
    value, point = np.array([30.0]), np.array([0.5])
    found = noncentrality(value, np.array([5.0]), point)
    assert stats.ncx2.cdf(30.0, 5, found[0]) == pytest.approx(stats.norm.cdf(0.5), abs=0.003)
    assert noncentrality(np.array([0.1]), np.array([5.0]), point)[0] == pytest.approx(0, abs=1e-6)


def test_with_one_effect_the_interval_is_that_of_the_noncentral_f():
    """Of Steiger, "Beyond the F test", Psychological Methods 2004: the confidence interval of eta squared."""
    squares, freedom, noise = 40.0, 4, Noise(1.0, 20.0, 25)
    own = Sums(np.array([squares]), np.array([4.0]), np.array([1.0]))
    none = Sums(np.array([0.0]), np.array([0.0]), np.array([1.0]))
    ((low, high),) = share_intervals(own, own, none, noise)

    def behind(chance) -> float:
        found: Any = optimize.brentq(
            lambda at: stats.ncf.sf(squares / freedom, freedom, 20, at) - chance, 1e-9, 500
        )
        return found

    assert low == pytest.approx(behind(0.05) / (behind(0.05) + 25), abs=0.03)
    assert high == pytest.approx(behind(0.95) / (behind(0.95) + 25), abs=0.03)
