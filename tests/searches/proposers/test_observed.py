"""What a history says of the objective."""

import math

import numpy as np

from evidence.planted_objectives import quadratic
from trainlab.searches import tried
from trainlab.searches.proposers._observed import heights, observe


def test_good_values_are_told_apart_and_bad_ones_hardly():
    found = heights(np.array([0.1, 0.2, 0.5, 1.0, 2.0, 1e9, math.inf]))
    assert (np.diff(found) > -1e-12).all()
    assert found[1] - found[0] > found[5] - found[4]
    assert abs(found.mean()) < 1e-9
    assert abs(found.std() - 1) < 1e-9


def test_nothing_but_divergence_is_flat():
    assert heights(np.array([math.inf, math.inf])).tolist() == [0, 0]
    assert np.isfinite(heights(np.array([1.0, 1.0, math.inf]))).all()


def test_a_trial_that_went_on_is_seen_at_earlier_rungs_too():
    objective = quadratic()
    settings = objective.space.settings({"learning_rate": 0.1, "l2": 1e-4, "momentum": 0.5})
    history = [
        objective.train(settings, fraction, id=place) for place, fraction in enumerate((1, 1 / 3, 1 / 9))
    ]
    found = observe(history)
    assert found.trials.tolist() == [0, 0, 0, 1, 1, 2]
    np.testing.assert_allclose(np.exp(found.lengths), [1, 1 / 3, 1 / 9, 1 / 3, 1 / 9, 1 / 9], rtol=0.02)
    assert found.partial
    assert found.heights[0] < found.heights[1] < found.heights[2]
    np.testing.assert_allclose(found.heights[[1, 3]], found.heights[1])


def test_a_trial_that_diverged_is_the_worst():
    found = observe([tried({}, [0, 10], [1, 0.5], 10), tried({}, [0], [math.nan], 10, diverged=True)])
    assert found.heights[1] > found.heights[0]
    assert not found.partial
