from __future__ import annotations

import math

import numpy as np
import pytest

from trainlab.estimate.range_test import read_range_test

RATES = np.geomspace(1e-4, 1e1, 200)


def slow_smoothing(losses):
    """fastai's smoothing, a step at a time in plain Python; it is over above 4 times the lowest."""
    mean, lowest, smoothed = 0.0, math.inf, []
    for step, loss in enumerate(losses):
        mean = 0.98 * mean + 0.02 * loss
        unbiased = mean / (1 - 0.98 ** (step + 1))
        if not math.isfinite(loss) or unbiased > 4 * lowest:
            break
        lowest = min(lowest, unbiased)
        smoothed.append(unbiased)
    return smoothed


def slow_pick(losses):
    smoothed = slow_smoothing(losses)
    slopes = {
        step: (smoothed[step + 1] - smoothed[step]) / math.log(RATES[step + 1] / RATES[step])
        for step in range(20, len(smoothed) - 6)
    }
    return RATES[min(slopes, key=lambda step: slopes[step])]


def hill(drop: float, explosion: float) -> np.ndarray:
    """A loss that falls around one rate and explodes at another."""
    return 2 - 1.5 / (1 + (drop / RATES) ** 2) + (RATES / explosion) ** 3


@pytest.mark.parametrize(("drop", "explosion"), [(0.01, 1.0), (0.1, 1.0), (0.001, 5.0), (0.01, 100.0)])
def test_smoothing_and_pick_are_fastais(drop, explosion):
    losses = hill(drop, explosion) + np.random.default_rng(0).normal(0, 0.02, 200)
    found = read_range_test(RATES, losses[None])
    smoothed = slow_smoothing(losses)
    np.testing.assert_allclose(found.smoothed[0, : len(smoothed)], smoothed, rtol=1e-12)
    assert np.isnan(found.smoothed[0, len(smoothed) :]).all()
    assert found.pick == pytest.approx(slow_pick(losses))


def noisy(scale, key=0, seeds=20):
    return np.exp(scale * np.random.default_rng(key).normal(size=(seeds, 200)))


@pytest.mark.parametrize("scale", [0.02, 0.1, 0.3, 1.0])
def test_noise_has_no_steepest_descent(scale):
    picks = read_range_test(RATES, noisy(scale, seeds=100)).picks
    assert np.isfinite(picks).mean() <= 0.05
    hard = noisy(scale)
    assert np.isnan(read_range_test(RATES, hard, hard).picks).all()


def test_a_loss_that_only_rises_has_none():
    rising = 1 + RATES / 10 + 0.01 * np.random.default_rng(1).normal(size=(20, 200))
    assert np.isnan(read_range_test(RATES, rising).picks).all()


def test_hard_batches_are_no_fall_and_hide_none():
    batches = noisy(0.5, key=2)
    assert np.isnan(read_range_test(RATES, batches * (1 - 1e-6 * RATES), batches).picks).all()
    batches = noisy(0.1, key=2)
    found = read_range_test(RATES, batches * hill(0.01, 50.0), 2 * batches)
    assert np.isfinite(found.picks).mean() >= 0.5
    for pick, smoothed in zip(found.picks, found.smoothed, strict=True):
        if np.isfinite(pick):
            step = int(np.argmin(np.abs(RATES - pick)))
            assert smoothed[step + 1] < smoothed[step]


def test_every_seed_is_read_by_itself():
    rows = np.array([hill(0.01, 1.0), hill(0.1, 1.0)])
    found = read_range_test(RATES, rows)
    assert found.picks.tolist() == [read_range_test(RATES, row[None]).pick for row in rows]
    assert found.pick == found.picks[0] < found.picks[1]


def test_a_test_that_explodes_at_once_picks_nothing():
    losses = np.full((1, 200), np.nan)
    losses[0, :10] = 1.0
    assert math.isnan(read_range_test(RATES, losses).pick)


def test_a_test_that_becomes_infinite_is_over():
    losses = hill(0.01, 1.0)
    losses[150], losses[151:] = np.inf, np.nan
    found = read_range_test(np.where(np.arange(200) > 150, np.nan, RATES), losses[None])
    assert np.isfinite(found.smoothed[0]).sum() <= 150
    assert found.pick == pytest.approx(slow_pick(losses[:150]))
