"""Which settings mattered: planted effects are recovered from unbalanced draws, and noise is nothing."""

import itertools
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

from evidence.planted_objectives import Objective, interacting, pointless
from trainlab.searches import importance
from trainlab.searches.importance import capped, importances, main_part, pair_part
from trainlab.searches.proposers import PROPOSERS

MAIN, PAIR = 0.8**2 / 3, 0.5**2 / 9
"""Variances of 0.8 a and of 0.5 b c, of independent uniform numbers between -1 and 1."""


def history_of(objective: Objective, how: str, number: int, seed: int):
    """Trials of a search: evenly drawn, stopped early, or proposed by the model in three rounds."""
    if how == "halving":
        shares = itertools.cycle([1.0, 1 / 9, 1 / 9, 1 / 3, 1 / 9, 1 / 9, 1 / 3, 1 / 9, 1 / 9])
        proposed = PROPOSERS["sobol"].propose(objective.space, [], number, seed)
        return [
            objective.train(one, share, place, seed)
            for place, (one, share) in enumerate(zip(proposed, shares, strict=False))
        ]
    history = []
    for _ in range(3):
        for one in PROPOSERS[how].propose(objective.space, history, number // 3, seed):
            history.append(objective.train(one, 1.0, len(history), seed))
    return history


@pytest.mark.parametrize("how", ["sobol", "model", "halving"])
def test_planted_effects_are_recovered(how):
    """However the trials were drawn, shares are those of the whole space."""
    objective = interacting()
    found = importances(objective.space, history_of(objective, how, 120, 0))
    shares = {one.names: one for one in found}
    main, pair = shares["learning_rate",], shares["l2", "momentum"]
    assert main.share == pytest.approx(MAIN / (MAIN + PAIR), abs=0.05)
    assert pair.share == pytest.approx(PAIR / (MAIN + PAIR), abs=0.05)
    assert found[:2] == [main, pair]
    assert main.low > 0.5
    assert pair.low > 0.02
    assert all(one.low < 0.01 for one in found[2:])
    assert all(0 <= one.low <= one.high <= 1 for one in found)


def test_shares_are_those_of_a_process_decomposed_by_hand():
    """Scikit-learn's process with the same scales, its mean on a full grid, and a textbook's ANOVA."""
    objective = interacting()
    history = history_of(objective, "model", 90, 1)
    shares = {one.names: one.share for one in importances(objective.space, history)}
    inside = importance._Process(objective.space, history, np.random.default_rng(0))
    given = inside._given
    kernel = ConstantKernel(given.variance, "fixed") * Matern(given.scales, "fixed", nu=2.5)
    oracle = GaussianProcessRegressor(kernel, alpha=given.noise + 1e-4, optimizer=None)
    oracle.fit(inside._rows, inside._values)
    axis = (np.arange(10) + 0.5) / 10
    rates, l2s, momenta = np.meshgrid(axis, axis, axis, indexing="ij")
    rest = np.full((1000, 2), 0.5)
    places = np.column_stack([rates.ravel(), l2s.ravel(), momenta.ravel(), rest])
    predicted: Any = oracle.predict(places)
    table = predicted.reshape(10, 10, 10)
    whole = table.var()
    of_pair = table.mean(axis=0)
    both = of_pair - of_pair.mean(axis=0) - of_pair.mean(axis=1)[:, None] + of_pair.mean()
    assert shares["learning_rate",] == pytest.approx(table.mean(axis=(1, 2)).var() / whole, abs=0.04)
    assert shares["l2", "momentum"] == pytest.approx((both**2).mean() / whole, abs=0.03)


def test_parts_of_a_table_are_unbiased():
    """Levels of nothing explain nothing, in the mean of many tables; planted variances come back."""
    random = np.random.default_rng(0)
    nothing = random.normal(size=(6, 20, 4000))
    assert abs(main_part(nothing).mean()) < 4 * main_part(nothing).std() / 4000**0.5
    pairs = random.normal(size=(4, 5, 10, 4000))
    assert abs(pair_part(pairs).mean()) < 4 * pair_part(pairs).std() / 4000**0.5
    levels = random.normal(size=6)
    planted = nothing + levels[:, None, None]
    assert main_part(planted).mean() == pytest.approx(levels.var(), abs=0.02)
    first, second = random.normal(size=4), random.normal(size=5)
    first, second = first - first.mean(), second - second.mean()
    planted = pairs + np.outer(first, second)[:, :, None, None]
    assert pair_part(planted).mean() == pytest.approx((first**2).mean() * (second**2).mean(), abs=0.02)


def test_the_scale_cuts_off_what_is_worst():
    values = np.array([*np.linspace(1, 2, 99), 1e6, math.inf])
    found = capped(values)
    assert found[0] == 0
    assert found[-1] == found[-2] == found.max() < 1
    assert capped(np.array([-0.5, -0.9])).tolist() == pytest.approx([-0.52, -0.9])


def test_too_few_or_all_alike():
    objective = interacting()
    history = history_of(objective, "sobol", 18, 0)
    assert importances(objective.space, history) == []
    alike = [replace(one, values=np.ones(len(one.values))) for one in history * 4]
    assert importances(objective.space, alike) == []


@pytest.mark.slow
@pytest.mark.parametrize("number", [24, 36, 99])
def test_noise_is_explained_by_nothing(number):
    """Of 60 searches where nothing matters, at most 6 name a setting (5%, and its scatter)."""
    objective = pointless()
    alarms = 0
    for seed in range(60):
        found = importances(objective.space, history_of(objective, "sobol", number, seed), seed)
        alarms += any(one.low > 0.02 for one in found)
    assert alarms <= 6


@pytest.mark.slow
@pytest.mark.parametrize("how", ["sobol", "model"])
def test_settings_that_do_nothing_are_not_named_beside_one_that_does(how):
    planted = interacting()

    def value(settings):
        return math.exp(0.5 * (math.log10(settings["learning_rate"]) / 2 + 1))

    objective = Objective("one", planted.space, value, 0.0, noise=0.2)
    alarms = found = 0
    for seed in range(40):
        shares = importances(objective.space, history_of(objective, how, 60, seed), seed)
        found += any(one.names == ("learning_rate",) and one.low > 0.02 for one in shares)
        alarms += any(one.names != ("learning_rate",) and one.low > 0.02 for one in shares)
    assert found >= 39
    assert alarms <= 4
