"""Which trials go on at a rung."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.searches import tried
from trainlab.searches.ranking import rank_at, reached

STEPS = np.arange(0, 101, 5)


def curve(end: float, start: float = 1.0, noise: float = 0.0, seed: int = 0) -> np.ndarray:
    """A power law from start at step 1 to end at step 100."""
    power = math.log(start / end) / math.log(100)
    noisy = np.exp(noise * np.random.default_rng(seed).normal(size=len(STEPS)))
    return start * np.maximum(STEPS, 1.0) ** -power * noisy


def order(trials, fraction=1.0, **how):
    return [one.trial for one in rank_at(trials, fraction, **how)]


def test_a_power_law_is_followed_exactly():
    trial = tried({}, STEPS, curve(0.1), 300)
    (one,) = rank_at([trial], 1 / 3, 1.0)
    assert one.value == pytest.approx(0.1 * 3 ** (-0.25 * 0.5), rel=1e-9)
    assert one.trend == pytest.approx(3**-0.5 - 1, rel=1e-9)


def test_the_line_is_that_of_least_squares():
    """The rule again, with NumPy's fit and its covariance."""
    values = curve(0.2, noise=0.02)
    (one,) = rank_at([tried({}, STEPS, values, 300)], 1 / 3, 1.0)
    x, y = np.log(STEPS[-11:]), np.log(values[-11:])
    (slope, _), covariance = np.polyfit(x, y, 1, cov=True)
    slope *= max(0, 1 - covariance[0, 0] / slope**2)
    expected = y.mean() + slope * (math.log(100) - x.mean() + 0.25 * math.log(3))
    assert one.value == pytest.approx(math.exp(expected), rel=1e-9)


def test_a_slope_within_its_noise_is_none():
    values = np.array([0.5, 0.6] * 10 + [0.5])
    (one,) = rank_at([tried({}, STEPS, values, 200)], 0.5)
    assert one.trend == 0
    assert one.value == pytest.approx(math.exp(np.log(values[-11:]).mean()))


def test_one_lucky_point_decides_nothing():
    lucky = np.full(len(STEPS), 0.5)
    lucky[-1] = 0.39
    better = np.full(len(STEPS), 0.4) * np.exp(0.01 * np.random.default_rng(0).normal(size=len(STEPS)))
    trials = [tried({}, STEPS, lucky, 200, id=0), tried({}, STEPS, better, 200, id=1)]
    assert trials[0].last < trials[1].last
    assert order(trials, 0.5) == [1, 0]


def test_what_falls_may_pass_what_lies_flat():
    falling, flat = curve(0.30), np.full(len(STEPS), 0.29)
    assert order([tried({}, STEPS, flat, 900), tried({}, STEPS, falling, 900)], 1 / 9) == [1, 0]
    assert order([tried({}, STEPS, flat, 100), tried({}, STEPS, falling, 100)], 1.0) == [0, 1]


def test_what_diverged_comes_last_and_ties_go_by_the_number():
    same = curve(0.3)
    trials = [
        tried({}, STEPS, same / 10, 200, id=0, diverged=True),
        tried({}, STEPS, same, 200, id=7),
        tried({}, STEPS, same, 200, id=3),
        tried({}, [], [], 200, id=1),
    ]
    assert order(trials, 0.5) == [2, 1, 3, 0]


def test_a_trial_that_stopped_by_itself_is_ranked_by_what_it_reached():
    stopped = tried({}, STEPS, curve(0.3)[::-1], 200, ended=True)
    (one,) = rank_at([stopped], 0.5)
    assert one.value == reached(stopped.values)
    assert one.trend == 0


def test_where_the_best_weights_are_kept_a_later_rise_costs_less():
    rises = np.concatenate([curve(0.2)[:15], np.full(6, 0.4)])
    trials = [tried({}, STEPS, rises, 200), tried({}, STEPS, np.full(21, 0.4), 200)]
    assert order(trials, 0.5) == [1, 0]
    assert order(trials, 0.5, keeps_best=True) == [0, 1]
    of_line, of_both = (rank_at(trials[:1], 0.5, keeps_best=best)[0].value for best in (False, True))
    assert of_both == pytest.approx(math.sqrt(of_line * reached(rises)))


def test_objectives_below_zero_are_followed_in_their_own_unit():
    accuracy = 0.5 + 0.1 * np.log(np.maximum(STEPS, 1))
    (one,) = rank_at([tried({}, STEPS, accuracy, 300, higher_is_better=True)], 1 / 3, 1.0)
    assert -one.value == pytest.approx(0.5 + 0.1 * (math.log(100) + 0.25 * math.log(3)))
    assert -one.trend == pytest.approx(0.1 * math.log(3))


def test_a_loss_of_zero_is_the_best_there_is():
    """Losses of nets that are sure of themselves are exactly zero in 32 bits."""
    zero, falling = np.where(STEPS > 50, 0.0, 0.5), curve(1e-6)
    trials = [tried({}, STEPS, values, 200) for values in (np.full(21, 0.5), falling, zero)]
    assert order(trials, 0.5) == [2, 1, 0]


def test_the_mean_of_three_is_what_was_reached():
    assert reached(np.array([9, 1, 5, 3, 4, 8.0])) == 3
    assert reached(np.array([4.0, 2.0])) == 3
    assert reached(np.array([])) == math.inf


@given(st.integers(0, 1000), st.sampled_from([0.1, 0.3, 0.5]), st.booleans())
def test_a_decision_is_made_of_what_was_known(seed, fraction, keeps_best):
    """What is recorded after the rung, and the order of the trials, change nothing."""
    random = np.random.default_rng(seed)
    values = [curve(random.uniform(0.1, 1), noise=0.1, seed=seed + place) for place in range(12)]
    values[3][random.integers(21) :] = math.nan
    known = np.array([step <= round(fraction * 100) for step in STEPS.tolist()])
    later = [np.where(known, one, random.uniform()) for one in values]
    first, second = (
        [tried({}, STEPS, one, 100, id=place) for place, one in enumerate(curves)]
        for curves in (values, later)
    )
    ranked = rank_at(first, fraction, 1.0, keeps_best)
    assert ranked == rank_at(second, fraction, 1.0, keeps_best)
    shuffled = random.permutation(12)
    again = rank_at([first[place] for place in shuffled], fraction, 1.0, keeps_best)
    assert [shuffled[one.trial] for one in again] == [one.trial for one in ranked]
    assert sorted(one.trial for one in ranked) == list(range(12))


def test_ranking_finds_the_better_of_noisy_curves_more_often_than_the_last_point():
    """Two hundred pairs whose ends differ by 10%, with noise of 15% in each evaluation."""
    line = last = 0
    for pair in range(200):
        trials = [
            tried({}, STEPS, curve(end, noise=0.15, seed=1000 * pair + place), 300)
            for place, end in enumerate((0.20, 0.22))
        ]
        line += order(trials, 1 / 3)[0] == 0
        last += trials[0].last < trials[1].last
    assert line > last + 10
