"""The names of ranges of values tell them from the values of other ranges."""

from __future__ import annotations

import numpy as np

from trainlab.diagnose.effects.setting_levels import _ranges


def test_an_end_has_as_many_digits_as_it_takes():
    places = np.array([1e-5, 2e-5, 1.1245438e-4, 1.1247385e-4, 3e-3, 4.034041e-3])
    codes, words = _ranges(places, 2)
    assert codes.tolist() == [0, 0, 0, 1, 1, 1]
    assert words == ["1e-05 to 0.00011245", "0.00011247 to 0.004034"]


def test_four_digits_are_enough_where_values_are_far_apart():
    _, words = _ranges(np.array([0.123456, 0.2, 0.3, 0.4, 0.5, 0.654321]), 2)
    assert words == ["0.1235 to 0.3", "0.4 to 0.6543"]
