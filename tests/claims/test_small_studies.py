"""Sentences about small studies, of which some were once told wrongly, or taken for wrong."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from claim_oracles.everything import check_finding, falsehoods
from claim_oracles.stored import findings_of
from claim_oracles.variance import truths_of
from scipy.stats import f_oneway
from small_studies import small_study


def said_of(stored):
    """Its findings by symptom, none of which is false."""
    findings = findings_of(stored)
    assert not falsehoods(stored, findings)
    return {finding.symptom: finding for finding in findings}


def test_a_few_trials_are_named_by_what_they_have_in_common():
    rows = [{"optimizer": name} for name in ("sgd", "adam", "sgd", "sgd", "sgd")]
    found = said_of(small_study(rows, [0.5] * 5, alike=[row["optimizer"] for row in rows]))
    assert "trials 0, 2, 3, 4 (optimizer=sgd) agree" in found["duplicates"].sentence


@pytest.mark.parametrize("others", [0, 2])
def test_of_many_trials_that_agree_the_settings_of_others_are_not_told(others):
    rows = [{"learning_rate": 0.1}] * 8 + [{"learning_rate": 1.0}] * max(others, 1)
    found = said_of(small_study(rows, [0.5] * len(rows), alike=[row["learning_rate"] for row in rows]))
    named = "trials 0, 1, 2, 3 and 4 more agree" if others else "and 4 more (learning_rate=0.1) agree"
    assert named in found["duplicates"].sentence


def test_a_lead_that_is_the_same_with_every_seed():
    rows = [{"standardize": on, "seed": seed} for on in (False, True) for seed in range(5)]
    accuracies = [0.7 + 0.01 * seed + 0.1 * on for on in (0, 1) for seed in range(5)]
    stored = small_study(rows, accuracies, validation=21)
    assert said_of(stored)["within seed noise"].evidence["over_seeds"] == pytest.approx(0, abs=1e-12)


def test_what_rounding_leaves_between_seeds_is_not_uneven():
    random = np.random.default_rng(0)
    rows = [
        {"l2": l2, "dropout": dropout, "seed": seed}
        for l2 in (1e-4, 1e-3, 1e-2) for dropout in (0.1, 0.2, 0.3) for seed in range(2)
    ]  # fmt: skip
    accuracies = np.repeat(random.uniform(0.5, 0.6, 9), 2) + 1e-16 * random.integers(-9, 9, 18)
    exact = [round(accuracy, 10) for accuracy in accuracies]
    chances = [
        {finding.evidence["setting"]: finding.evidence["chance"]
         for finding in findings_of(small_study(rows, some, validation=10)) if "chance" in finding.evidence}
        for some in (accuracies.tolist(), exact)
    ]  # fmt: skip
    assert len(chances[1]) >= 2
    assert chances[0] == pytest.approx(chances[1], rel=1e-6)


def test_the_chance_of_one_setting_is_that_of_a_one_way_analysis():
    random = np.random.default_rng(3)
    groups = 0.8 + 0.02 * random.standard_normal(6) + 0.01 * np.arange(4)[:, None]  # which scatter alike
    seeds = iter(range(24))  # each trial has a seed of its own
    rows = [{"l2": 10.0**-place, "seed": next(seeds)} for place in range(4) for _ in range(6)]
    stored = small_study(rows, groups.ravel().tolist())
    truth = truths_of(stored)["l2"]
    f, chance = f_oneway(*groups)
    assert truth.chance == pytest.approx([chance] * 2, rel=1e-6)
    between, total = 6 * groups.mean(axis=1).var() * 4, groups.var() * 24
    within = (total - between) / 20
    assert truth.share == pytest.approx([(between - 3 * within) / total] * 2)
    assert f == pytest.approx(between / 3 / within)
    said_of(stored)


@pytest.mark.parametrize(
    ("name", "by"), [("share", 0.01), ("chance", 1e-3), ("low", 0.15), ("high", 0.15), ("seeds_share", 0.01)]
)
def test_an_analysis_that_is_a_little_off_is_false(name, by):
    random = np.random.default_rng(1)
    scatter = 0.03 * random.standard_normal(5)
    rows = [{"l2": 10.0**-place, "seed": 5 * place + seed} for place in range(4) for seed in range(5)]
    stored = small_study(rows, [0.7 + 0.015 * (n // 5) + scatter[n % 5] for n in range(20)])
    (finding,) = (finding for finding in findings_of(stored) if "seeds_share" in finding.evidence)
    assert not check_finding(stored, finding)
    evidence = {**finding.evidence, name: float(finding.evidence[name]) - by}
    faults = check_finding(stored, dataclasses.replace(finding, evidence=evidence))
    assert any(
        f"{name} {evidence[name]} lies" in fault or f"evidence {name}: it is" in fault for fault in faults
    )


def test_seeds_that_differ_between_settings_are_not_without_effect():
    rows = [{"learning_rate": rate, "seed": at} for at, rate in enumerate([0.01, 0.1, 1.0])]
    sentence = said_of(small_study(rows, [0.7, 0.8, 0.9]))["may matter"].sentence
    assert "with one seed each" in sentence


def test_ranges_of_values_that_ended_well_with_different_settings():
    random = np.random.default_rng(2)
    given = [
        {"weight_decay": float(10 ** random.uniform(-5, -1)), "steps": steps}
        for _ in range(10) for steps in (3, 4, 5)
    ]  # fmt: skip
    values = [row["weight_decay"] for row in given]
    for at in range(10):
        given[3 * at + 1]["weight_decay"] = given[3 * at + 2]["weight_decay"] = values[3 * at]
    rows = [row for at, row in enumerate(given) if at not in (1, 5, 10, 22, 27)]
    stored = small_study(rows, random.uniform(0.2, 0.9, 25).tolist())
    said_of(stored)
    decay, steps = (finding.sentence for finding in findings_of(stored) if finding.symptom == "may matter")
    assert decay.startswith("weight_decay: final")
    assert "counting only" not in decay
    assert steps.startswith("steps: final")
    assert "counting only" in steps


def test_two_seeds_that_agree_by_luck_are_no_effect():
    rows = [
        {"l2": decay, "learning_rate": rate, "eval_every": every, "steps": steps, "seed": seed}
        for decay, rate in ((7e-4, 4e-4), (1e-7, 0.8), (4e-4, 0.2), (0.04, 0.7))
        for every in (7, 3) for seed in (0, 1) for steps in (280, 200, 16)
    ]  # fmt: skip
    tenths = "045222330200231880150458258020436122607406242752"
    found = said_of(small_study(rows, [int(digit) / 10 for digit in tenths], validation=10))
    assert found["did not matter"].evidence["setting"] == "eval_every"


def test_of_settings_that_change_together_one_may_have_no_effect():
    pairs = [(0.5, 0), (0.99, 22), (0.0, 12), (0.9, 12)]  # momentum 0 and 0.9 give the same curves
    rows = [
        {"momentum": momentum, "warmup": warmup, "learning_rate": rate, "seed": seed}
        for momentum, warmup in pairs for rate in (0.01, 1.0) for seed in range(3)
    ]  # fmt: skip
    means = {(0, 0.01): 0.2, (0, 1.0): 0.9, (22, 0.01): 0.7, (22, 1.0): 0.1, (12, 0.01): 0.5, (12, 1.0): 0.55}
    results = [means[row["warmup"], row["learning_rate"]] + 0.01 * row["seed"] ** 2 for row in rows]
    marks = [(row["warmup"], row["learning_rate"], row["seed"]) for row in rows]
    found = said_of(small_study(rows, results, alike=marks))
    assert found["no effect"].evidence["setting"] == "momentum"
    assert found["act together"].evidence["setting"] == "warmup and learning_rate"
    assert "did not matter" not in found


def test_settings_that_change_together_are_one():
    random = np.random.default_rng(5)
    pairs = [(0.01, 8), (0.1, 32), (1.0, 100)]
    rows = [
        {"learning_rate": rate, "batch_size": size, "standardize": on, "seed": seed}
        for rate, size in pairs for on in (False, True) for seed in range(3)
    ]  # fmt: skip
    results = [0.6 + 0.1 * (row["learning_rate"] > 0.5) + 0.005 * random.standard_normal() for row in rows]
    found = said_of(small_study(rows, results))
    assert found["mattered"].evidence["setting"] == "learning_rate with batch_size"
