"""Which settings mattered, against an analysis of variance by hand, and on data whose answer is known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from trainlab.diagnose import diagnose_study
from trainlab.diagnose.effects.variance import decompose

RATES, DECAYS = (0.001, 0.01, 0.1), (0.0, 0.01, 0.1, 1.0)


@pytest.fixture
def grid(make_trial):
    """Trials on a grid of two settings, each with seeds, whose accuracy a function of both gives."""

    def made(accuracy, seeds=3, noise=0.0, random_seed=0):
        random = np.random.default_rng(random_seed)
        return [
            make_trial(
                id, learning_rate=rate, l2=decay, seed=seed,
                accuracy=accuracy(RATES.index(rate), DECAYS.index(decay)) + noise * random.normal(),
            )
            for id, (rate, decay, seed) in enumerate(itertools.product(RATES, DECAYS, range(seeds)))
        ]  # fmt: skip

    return made


def found(trials, info):
    return {
        finding.evidence["setting"]: finding for finding in diagnose_study(info, trials)
        if finding.symptom in ("mattered", "did not matter", "may matter", "act together")
    }  # fmt: skip


def test_shares_are_those_of_a_two_way_analysis_of_variance(grid, make_info):
    trials = grid(lambda rate, decay: 0.5 + 0.1 * rate + 0.03 * (decay == 2) * (rate == 1), noise=0.02)
    y = np.array([trial.final["validation_accuracy"] for trial in trials]).reshape(3, 4, 3)
    total = ((y - y.mean()) ** 2).sum()
    rate = 12 * ((y.mean(axis=(1, 2)) - y.mean()) ** 2).sum()
    decay = 9 * ((y.mean(axis=(0, 2)) - y.mean()) ** 2).sum()
    error = ((y - y.mean(axis=2, keepdims=True)) ** 2).sum() / 24
    decomposed = decompose(make_info("learning_rate", "l2"), trials)
    shares = {effect.factors[0].name: effect.share for effect in decomposed.effects}
    cells = y.mean(axis=2, keepdims=True)
    left = (
        y - cells - (y - cells).mean(axis=(0, 1), keepdims=True)
    )  # what a seed adds to all cells is no noise
    noise = (left**2).sum() / 22
    assert shares["learning_rate"] == pytest.approx((rate - 2 * noise) / total, rel=1e-9)
    assert shares["l2"] == pytest.approx(max((decay - 3 * noise) / total, 0), rel=1e-9, abs=1e-12)
    assert decomposed.seeds == pytest.approx(error / (total / 35), rel=1e-9)
    means = cells[:, :, 0] - y.mean(axis=(1, 2))[:, None] - y.mean(axis=(0, 2))[None] + y.mean()
    (pair,) = decomposed.pairs
    assert pair.share == pytest.approx(max((3 * (means**2).sum() - 6 * noise) / total, 0), abs=1e-12)


def test_what_matters_and_what_does_not(grid, make_info):
    verdicts = found(grid(lambda rate, _: 0.5 + 0.1 * rate, noise=0.01), make_info("learning_rate", "l2"))
    assert verdicts["learning_rate"].symptom == "mattered"
    assert verdicts["l2"].symptom == "did not matter"
    assert "best 0.1 (69.9%" in verdicts["learning_rate"].sentence
    assert verdicts["learning_rate"].evidence["low"] > 0.9
    assert ", seeds " in verdicts["learning_rate"].sentence


def test_few_seeds_under_much_noise_leave_it_open(grid, make_info):
    verdicts = found(
        grid(lambda rate, _: 0.5 + 0.01 * rate, seeds=2, noise=0.05), make_info("learning_rate", "l2")
    )
    evidence = verdicts["l2"].evidence
    assert verdicts["l2"].symptom == "may matter"
    assert evidence["low"] <= evidence["share"] <= evidence["high"]


def test_pure_noise_is_rarely_taken_for_an_effect(grid, make_info):
    info = make_info("learning_rate", "l2")
    verdicts = [
        finding.symptom for draw in range(60)
        for finding in found(grid(lambda *_: 0.5, noise=0.05, random_seed=draw), info).values()
    ]  # fmt: skip
    assert verdicts.count("mattered") <= 0.06 * len(verdicts)  # 5% are on the wrong side of a 90% interval


def test_intervals_hold_the_truth_about_as_often_as_they_say(grid, make_info):
    info = make_info("learning_rate", "l2")
    truth = 0.0066667 / (0.0066667 + 0.08**2)
    held = 0
    for draw in range(60):
        trials = grid(lambda rate, _: 0.5 + 0.1 * rate, noise=0.08, random_seed=draw)
        effect = next(e for e in decompose(info, trials).effects if e.factors[0].name == "learning_rate")
        held += effect.low <= truth <= effect.high
    assert 0.78 <= held / 60 <= 1.0


def test_one_seed_takes_the_rest_of_the_model_for_noise(grid, make_info):
    trials = grid(lambda rate, decay: 0.5 + 0.1 * rate + 0.005 * (decay % 2), seeds=1)
    decomposed = decompose(make_info("learning_rate", "l2"), trials)
    assert decomposed.seeds is None
    assert decomposed.effects[0].factors[0].name == "learning_rate"
    assert "seeds" not in found(trials, make_info("learning_rate", "l2"))["learning_rate"].sentence


def test_drawn_numbers_are_cut_into_ranges(make_trial, make_info):
    random = np.random.default_rng(0)
    rates, decays = 10 ** random.uniform((-4, -6), (0, -2), (60, 2)).T
    accuracies = 0.9 - 0.1 * abs(np.log10(rates) + 2)
    trials = [
        make_trial(id, learning_rate=rates[id], l2=decays[id], accuracy=accuracies[id]) for id in range(60)
    ]
    verdicts = found(trials, make_info("learning_rate", "l2"))
    assert verdicts["learning_rate"].symptom == "mattered"
    assert verdicts["l2"].symptom != "mattered"
    assert " to " in verdicts["learning_rate"].evidence["best"]


def test_trials_that_diverged_are_left_out(grid, make_info, make_trial):
    trials = grid(lambda rate, _: 0.5 + 0.1 * rate, noise=0.01)
    wild = [make_trial(100 + seed, learning_rate=100.0, seed=seed, status="diverged") for seed in range(3)]
    info = make_info("learning_rate", "l2")
    both = [
        [(effect.share, effect.low, effect.high, effect.chance) for effect in decompose(info, some).effects]
        for some in ([*trials, *wild], trials)
    ]
    assert both[0] == both[1]


@pytest.mark.parametrize("accuracies", [[0.9] * 6, [0.1, 0.2], []], ids=["all alike", "too few", "none"])
def test_too_little_says_nothing(make_trial, make_info, accuracies):
    trials = [
        make_trial(id, learning_rate=float(id + 1), accuracy=value) for id, value in enumerate(accuracies)
    ]
    assert decompose(make_info("learning_rate"), trials) is None


def test_a_setting_whose_results_jump_from_value_to_value_did_matter(make_info, make_trial):
    # Seeds do nothing, and a smooth function of six values cannot follow these results.
    rows = [
        (0.065, 21, 0.5), (0.062, 21, 0.2), (0.062, 36, 0.2), (0.054, 19, 0.2), (0.054, 36, 0.2),
        (0.0037, 19, 0.9), (0.000045, 19, 0.3), (0.00097, 21, 0.5),
    ]  # fmt: skip
    trials = [
        make_trial(3 * id + seed, weight_decay=decay, epochs=epochs, seed=seed, accuracy=result)
        for id, (decay, epochs, result) in enumerate(rows)
        for seed in range(3)
    ]
    repeats = {trial.id for trial in trials if trial.settings["seed"] != 0}
    decomposed = decompose(make_info("weight_decay", "epochs"), trials, {"seed"}, repeats)
    decay = next(effect for effect in decomposed.effects if effect.factors[0].name == "weight_decay")
    assert decay.whole is None
