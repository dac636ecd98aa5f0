from __future__ import annotations

import numpy as np


def test_the_rate_grows_by_the_same_factor_at_every_step_and_ends_at_the_peak(rates):
    measured = rates(101, schedule="range_test", learning_rate=1e-5, peak_factor=1e6)
    np.testing.assert_allclose(measured[[0, 50, 100]], [1e-5, 1e-2, 10.0], rtol=1e-5)
    np.testing.assert_allclose(measured[1:] / measured[:-1], 10**0.06, rtol=1e-4)


def test_a_test_that_is_over_stays_at_its_highest_rate(rates):
    measured = rates(6, schedule="range_test", learning_rate=0.1, peak_factor=100.0, decay_steps=3)
    np.testing.assert_allclose(measured, [0.1, 1, 10, 10, 10, 10], rtol=1e-6)


def test_a_test_of_one_step_has_the_lowest_rate(rates):
    np.testing.assert_allclose(rates(1, schedule="range_test", learning_rate=0.1), [0.1], rtol=1e-6)
