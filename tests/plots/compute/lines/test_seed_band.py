from __future__ import annotations

import numpy as np
import pytest

from trainlab.plots.compute.lines.seed_band import median_and_band


@pytest.mark.parametrize("seeds", [1, 2, 3, 4, 5, 8, 11])
def test_against_numpy(seeds):
    values = np.random.default_rng(seeds).random((seeds, 30))
    median, low, high = median_and_band(values)
    np.testing.assert_allclose(median, np.median(values, axis=0))
    shares = (0.25, 0.75) if seeds >= 5 else (0.0, 1.0)
    expected = np.quantile(values, shares, axis=0, method="nearest")
    np.testing.assert_array_equal([low, high], expected)


def test_seeds_without_a_value_do_not_count():
    values = np.array([[1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]])
    median, low, high = median_and_band(values)
    np.testing.assert_array_equal(median, [2.0, np.nan])
    np.testing.assert_array_equal([low[0], high[0]], [1.0, 3.0])


def test_the_median_is_infinite_once_half_of_the_seeds_are():
    values = np.array([[1.0, 1.0, np.inf], [2.0, np.inf, np.inf], [3.0, np.inf, np.inf], [4.0, 4.0, 4.0]])
    np.testing.assert_array_equal(median_and_band(values)[0], [2.5, np.inf, np.inf])
