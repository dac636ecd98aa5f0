from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from trainlab.diagnose.curves.levels import BLOCKS, MIN_STEPS, find_levels, median_of_five
from trainlab.diagnose.curves.trend import trend


def test_levels_are_the_means_of_equal_blocks(make_curves):
    rows = [np.random.default_rng(0).random(400) + 0.1, np.random.default_rng(1).random(93) + 0.1]
    levels = find_levels(make_curves(rows))
    for row, values in enumerate(rows):
        borders = len(values) * np.arange(BLOCKS + 1) // BLOCKS
        means = [values[a:b].mean() for a, b in pairwise(borders)]
        np.testing.assert_allclose(levels.values[row], means, rtol=1e-12)
        assert levels.steps[row, -1] == len(values) - 1
    assert levels.long_enough.all()


def test_a_curve_ends_at_its_first_value_that_is_not_finite(make_curves):
    values = np.ones(200)
    values[120:] = 50.0
    values[120] = np.inf
    levels = find_levels(make_curves([values, np.full(200, np.nan), np.ones(MIN_STEPS - 1)]))
    np.testing.assert_allclose(levels.values[0], 1.0)
    assert levels.long_enough.tolist() == [True, False, False]


def test_trend_recovers_a_slope_beside_spikes(make_curves):
    losses = np.exp(-0.002 * np.arange(400))
    losses[395] = 1e30
    found = trend(find_levels(make_curves([losses])), 0.25)
    assert found.change[0] == pytest.approx(-0.2, rel=1e-6)


def test_trend_knows_its_noise():
    """Flat noise must pass as falling about as often as its standard error says."""
    from trainlab.record import Curves

    values = np.exp(0.2 * np.random.default_rng(0).standard_normal((2000, 400)))
    found = trend(find_levels(Curves("train_loss", np.arange(2000), np.arange(400), values)), 0.25)
    deviations = found.change / found.noise
    assert 0.8 < np.median(np.abs(deviations)) / 0.6745 < 1.4


@given(hnp.arrays(float, (7, 5), elements=st.floats(-9, 9)))
def test_the_median_of_five_is_the_median(rows):
    np.testing.assert_array_equal(median_of_five(*rows.T), np.median(rows, axis=1))
