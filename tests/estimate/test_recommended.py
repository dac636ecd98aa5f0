from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.estimate.recommended import fast_band, fastest, recommended

PLACES = np.linspace(-3, 1, 41)


def tent(top: float, left: float, right: float) -> np.ndarray:
    """A share that rises over ``left`` decades in a straight line to the top and falls over ``right``."""
    rise, fall = 1 - (top - PLACES) / left, 1 - (PLACES - top) / right
    return np.clip(np.minimum(rise, fall), 0, 1)


def test_the_band_ends_where_half_is_gained():
    low, high = fast_band(PLACES, tent(0.0, 2.0, 0.6))
    assert (low, high) == (pytest.approx(-1.0), pytest.approx(0.3))


def test_the_recommended_rate_lies_two_thirds_into_the_band():
    assert recommended(PLACES, tent(0.0, 2.0, 0.6), np.inf) == pytest.approx(-1 / 3 + 2 / 3 * 0.3)


def test_it_never_lies_above_the_stability_edge():
    assert recommended(PLACES, tent(0.0, 2.0, 0.6), -0.5) == -0.5


def test_a_band_that_leaves_the_range_ends_with_it():
    assert fast_band(PLACES, np.ones(41)) == (-3, 1)
    low, high = fast_band(PLACES, tent(1.0, 2.0, 1.0))
    assert (low, high) == (pytest.approx(0.0), 1)


def test_another_bump_is_not_part_of_the_band():
    shares = np.maximum(tent(0.0, 1.0, 0.6), 0.9 * tent(-2.5, 0.3, 0.3))
    assert fast_band(PLACES, shares)[0] == pytest.approx(-0.5)


def test_the_fastest_rate_is_the_top_of_the_parabola_through_it():
    assert fastest(PLACES, 1 - (PLACES - 0.137) ** 2 / 16) == pytest.approx(0.137)
    uneven = np.array([-3.0, -1.0, -0.5, 0.7])
    assert fastest(uneven, 1 - (uneven + 0.62) ** 2 / 16) == pytest.approx(-0.62)


def test_the_fastest_rate_at_an_end_is_that_end():
    assert fastest(PLACES, np.linspace(0, 1, 41)) == 1
    assert fastest(PLACES, np.linspace(1, 0, 41)) == -3


def test_of_a_plateau_the_first_is_taken():
    assert fastest(PLACES, np.ones(41)) == -3
    assert fastest(np.arange(5.0), np.array([0, 1, 1, 1, 0.0])) == pytest.approx(1.5)


def test_where_nothing_learned_there_is_no_rate():
    nothing = np.full(41, np.nan)
    assert np.isnan(fastest(PLACES, nothing))
    assert np.isnan(fast_band(PLACES, nothing)).all()
    assert np.isnan(recommended(PLACES, nothing, np.inf))


@given(st.lists(st.floats(0, 1), min_size=3, max_size=20).filter(lambda shares: max(shares) > 0.01))
def test_every_answer_lies_in_the_range(shares):
    shares = np.array(shares) / max(shares)
    places = np.arange(len(shares)) / 7
    low, high = fast_band(places, shares)
    assert places[0] <= low <= places[np.argmax(shares)] <= high <= places[-1]
    assert places[0] <= fastest(places, shares) <= places[-1]
    assert low <= recommended(places, shares, np.inf) <= high
