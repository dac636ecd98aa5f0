from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from tests.estimate.conftest import as_trials

from trainlab.estimate.target import automatic_target
from trainlab.record import Curves


def study(lowest):
    """Trials whose validation loss falls from 1 to the lowest at (size, rate, seed), and rises again."""
    rows = [
        ({"batch_size": size, "learning_rate": rate, "seed": seed}, np.array([1.0, low**0.5, low, 1.2 * low]))
        for (size, rate, seed), low in lowest.items()
    ]
    _, trials, curves = as_trials(rows, 4)
    return trials, Curves("validation_loss", curves.trials, 10 * curves.steps, curves.values)


def test_it_is_the_lowest_loss_that_every_size_reached_and_a_tenth_easier():
    lows = {
        (1, 0.1, 0): 0.30, (1, 0.1, 1): 0.34, (1, 1.0, 0): 0.9, (1, 1.0, 1): 0.9,
        (8, 0.1, 0): 0.50, (8, 0.1, 1): 0.50, (8, 1.0, 0): 0.1, (8, 1.0, 1): 0.1,
    }  # fmt: skip
    # Size 1 reaches 0.32 at its best rate, size 8 0.1 at its own: 0.32^0.9 = 0.359.
    assert automatic_target(*study(lows)) == "validation_loss <= 0.36"


def test_a_diverged_trial_reached_nothing():
    trials, losses = study({(1, 0.1, 0): 0.2, (1, 1.0, 0): 0.001, (8, 0.1, 0): 0.2})
    trials[1] = dataclasses.replace(trials[1], status="diverged", diverged_at=3)
    assert automatic_target(trials, losses) == "validation_loss <= 0.24"


@pytest.mark.parametrize("low", [0.99, 0.0])
def test_where_nothing_was_learned_there_is_no_target(low):
    assert automatic_target(*study({(1, 0.1, 0): low, (8, 0.1, 0): low})) is None


def test_without_the_untrained_loss_there_is_no_target():
    trials, losses = study({(1, 0.1, 0): 0.3, (8, 0.1, 0): 0.3})
    losses.values[:, 0] = np.nan
    assert automatic_target(trials, losses) is None


@pytest.mark.parametrize(("low", "text"), [(0.0012, "0.0024"), (0.00011, "0.00028"), (0.7, "0.73")])
def test_it_is_rounded_up_to_two_digits(low, text):
    assert automatic_target(*study({(1, 0.1, 0): low, (8, 0.1, 0): low})) == f"validation_loss <= {text}"


def test_the_lowest_of_many_evaluations_that_go_nowhere_makes_no_target():
    wandering = np.exp(0.1 * np.random.default_rng(0).normal(size=(4, 101)))
    rows = [
        ({"batch_size": size, "learning_rate": 0.1, "seed": seed}, wandering[2 * place + seed])
        for place, size in enumerate((1, 8)) for seed in (0, 1)
    ]  # fmt: skip
    _, trials, curves = as_trials(rows, 101)
    losses = Curves("validation_loss", curves.trials, curves.steps, wandering)
    assert wandering.min(axis=1).max() < 0.85
    assert automatic_target(trials, losses) is None
