"""Curves in which nothing is learned, and others: how often a sweep says that something was."""

from __future__ import annotations

import numpy as np
import pytest
from tests.estimate.conftest import as_trials

from trainlab.estimate import estimate_rate_sweep
from trainlab.estimate.outcomes import find_outcomes

REPEATS = 40
RATES = {64: np.geomspace(1e-4, 1e2, 64), 8: np.geomspace(1e-4, 1e2, 8)}


def noise(kind, shape, generator):
    """Losses around 1 that go nowhere: (rates, seeds, steps)."""
    match kind:
        case "constant":
            return np.ones(shape)
        case "white":
            return 1 + 0.3 * generator.normal(size=shape)
        case "one example a batch":
            return generator.exponential(size=shape)
        case "heavy tails":
            return np.exp(1.5 * generator.normal(size=shape))
        case "hard batches":  # which all trials see, in the same order
            hard = np.exp(0.7 * generator.normal(size=(1, 1, shape[-1])))
            return hard * np.exp(0.2 * generator.normal(size=shape))
        case "noisier at large rates":
            width = np.linspace(0.05, 1.0, shape[0])[:, None, None]
            return np.exp(width * generator.normal(size=shape) - width**2 / 2)
    raise ValueError(kind)


@pytest.mark.parametrize(
    "kind",
    ["constant", "white", "one example a batch", "heavy tails", "hard batches", "noisier at large rates"],
)
@pytest.mark.parametrize(("rates", "seeds", "steps"), [(64, 5, 200), (8, 5, 200), (8, 1, 200), (8, 3, 60)])
def test_noise_is_hardly_ever_said_to_be_learning(kind, rates, seeds, steps):
    generator = np.random.default_rng(rates * seeds + steps)
    alarms = 0
    for _ in range(REPEATS):
        losses = noise(kind, (rates, seeds, steps), generator)
        found = find_outcomes(losses, np.zeros((rates, seeds), bool), RATES[rates])
        assert found.judged
        alarms += found.learned.any()
    # One in twenty at most. Of 40, more than 5 would come up in 1% of such simulations.
    assert alarms <= 5


@pytest.mark.parametrize("batch_noise", [0.0, 0.2, 0.5, 1.0])
@pytest.mark.parametrize("seeds", [1, 5])
def test_a_net_that_hardly_moves_has_learned_nothing_however_hard_some_batches_are(batch_noise, seeds):
    # The lowest of 180 running means lies 5% to 40% below the mean of one window.
    generator = np.random.default_rng(0)
    for _ in range(10):
        batches = np.exp(batch_noise * generator.normal(size=(seeds, 200)))
        falls = np.geomspace(1e-6, 3e-3, 8)[:, None] * np.linspace(0, 1, 200)
        rows = [
            ({"learning_rate": rate, "seed": seed}, batches[seed] * (1 - falls[place]))
            for place, rate in enumerate(np.geomspace(1e-12, 1e-9, 8))
            for seed in range(seeds)
        ]
        sweep = estimate_rate_sweep(*as_trials(rows, 200))
        assert sweep.recommended is None
        assert "Try larger ones: --rates log:1e-12:1e-07:8" in sweep.advice[0]
        np.testing.assert_allclose(sweep.best / sweep.best[0], 1, rtol=0.01)


@pytest.mark.parametrize("batch_noise", [0.0, 0.2, 0.5, 1.0])
def test_what_is_learned_is_found_behind_the_same_noise(batch_noise):
    generator = np.random.default_rng(1)
    rates = np.geomspace(1e-4, 1e2, 16)
    for _ in range(10):
        batches = np.exp(batch_noise * generator.normal(size=(5, 200)))
        speed = np.minimum(rates, 1 / rates)[:, None, None]
        losses = batches * (0.2 + 0.8 * np.exp(-speed * np.arange(200) / 20))
        found = find_outcomes(losses, np.zeros((16, 5), bool), rates)
        assert found.still
        assert found.learned[rates.searchsorted(0.9)].all()
        assert not found.learned[0].any()


def test_a_fall_that_one_seed_makes_alone_counts_for_it():
    losses = np.exp(0.2 * np.random.default_rng(2).normal(size=(8, 5, 200)))
    losses[5:, 2] *= 0.1
    found = find_outcomes(losses, np.zeros((8, 5), bool), RATES[8])
    assert found.learned.any(axis=0).tolist() == [False, False, True, False, False]


def test_the_smallest_rate_may_be_too_large():
    rising = np.exp(np.linspace(0, 3, 200)) * np.exp(0.2 * np.random.default_rng(3).normal(size=(8, 3, 200)))
    found = find_outcomes(rising, np.zeros((8, 3), bool), RATES[8])
    assert found.rose.all()
    assert not found.learned.any()


def test_a_loss_below_that_of_a_smallest_rate_that_rose_has_not_fallen():
    losses = np.exp(0.05 * np.random.default_rng(4).normal(size=(8, 3, 200)))
    losses[0] *= np.exp(np.linspace(0, 1, 200))
    assert not find_outcomes(losses, np.zeros((8, 3), bool), RATES[8]).learned.any()
