from __future__ import annotations

import numpy as np
import pytest

from trainlab.estimate.outcomes import find_outcomes as find_outcomes_of

RATES = np.array([0.1, 0.2])


def find_outcomes(losses, diverged):
    return find_outcomes_of(losses, diverged, RATES[: len(losses)])


NOT = np.zeros((1, 1), bool)


def test_losses_are_means_over_a_tenth_of_the_steps():
    curve = np.arange(40.0, 0.0, -1.0)
    found = find_outcomes(curve[None, None], NOT)
    assert found.window == 4
    assert found.start.tolist() == [38.5]
    assert found.best.tolist() == found.final.tolist() == [[2.5]]


def test_a_loss_that_rises_again_has_its_lowest_in_between():
    curve = np.concatenate([np.linspace(2, 1, 20), np.linspace(1, 3, 20)])
    found = find_outcomes(curve[None, None], NOT)
    assert found.best.item() == pytest.approx(min(curve[k : k + 4].mean() for k in range(37)))
    assert found.final.item() == pytest.approx(curve[-4:].mean())


def test_a_diverged_trial_ends_nowhere_but_has_been_somewhere():
    curve = np.full(40, np.nan)
    curve[:21] = [*np.linspace(2, 1, 20), np.inf]
    found = find_outcomes(curve[None, None], ~NOT)
    assert found.best.item() == pytest.approx(curve[16:20].mean())
    assert found.final.item() == np.inf


def test_a_trial_that_stopped_early_ends_where_it_stopped():
    curve = np.full(40, np.nan)
    curve[:20] = np.linspace(2, 1, 20)
    assert find_outcomes(curve[None, None], NOT).final.item() == pytest.approx(curve[16:20].mean())


def test_a_spike_does_not_drown_what_follows():
    curve = np.full(40, 1.0)
    curve[10], curve[30:] = 1e30, 0.125
    found = find_outcomes(curve[None, None], NOT)
    assert found.final.item() == pytest.approx(0.125)
    assert found.best.item() == pytest.approx(0.125)


def test_the_start_is_that_of_the_smallest_rate_that_has_one():
    losses = np.full((2, 2, 20), 5.0)
    losses[0, 0], losses[0, 1] = 3.0, np.nan
    assert find_outcomes(losses, np.zeros((2, 2), bool)).start.tolist() == [3.0, 5.0]


def test_trials_without_a_finite_loss():
    found = find_outcomes(np.full((2, 1, 5), np.inf), np.ones((2, 1), bool))
    assert np.isnan(found.start).all()
    assert np.isinf(found.best).all()
    assert np.isinf(found.final).all()


def test_a_single_step():
    found = find_outcomes(np.array([[[2.0]]]), NOT)
    assert (found.window, found.start.item(), found.best.item(), found.final.item()) == (1, 2, 2, 2)


def untrained(steps=200, seeds=3, noise=0.5, key=0):
    """Losses of untrained nets on batches of which some are harder than others."""
    generator = np.random.default_rng(key)
    return np.exp(noise * generator.normal(size=(seeds, steps)))


def test_where_the_smallest_rate_moves_nothing_losses_are_told_relative_to_it():
    losses = np.stack([untrained(), untrained(), 0.25 * untrained()])
    found = find_outcomes_of(losses, np.zeros((3, 3), bool), np.array([1e-9, 1e-8, 1.0]))
    assert found.still
    np.testing.assert_allclose(found.start, untrained().mean(axis=1))
    np.testing.assert_allclose(found.best, found.final)
    np.testing.assert_allclose(found.final, found.start * np.array([[1], [1], [0.25]]))
    assert found.learned.tolist() == [[False] * 3, [False] * 3, [True] * 3]


def test_where_the_smallest_rate_trains_losses_are_what_they_are():
    falling = np.linspace(1, 0.5, 200) + np.zeros((2, 3, 1))
    falling[1] **= 2
    found = find_outcomes_of(falling, np.zeros((2, 3), bool), np.array([0.1, 0.2]))
    assert not found.still
    assert found.final[0] == pytest.approx(falling[0, :, -20:].mean(axis=1))
    assert found.learned.all()
