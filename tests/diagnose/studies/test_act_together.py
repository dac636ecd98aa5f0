"""Settings whose best value depends on another, and what is said of each by itself beside that."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.diagnose import diagnose_study

PAIR = "act together"


def told(findings):
    return {(finding.symptom, finding.evidence.get("setting")): finding for finding in findings}


@pytest.fixture
def crossing(make_trial):
    """Adam ahead at a small rate, sgd at a large one: main effects cancel."""

    def made(seeds=3, noise=0.004, random_seed=0, lose=0.0):
        random = np.random.default_rng(random_seed)
        means = {("adam", 0.01): 0.966, ("sgd", 0.01): 0.90, ("adam", 1.52): 0.84, ("sgd", 1.52): 0.966}
        cells = [(*cell, mean, seed) for cell, mean in means.items() for seed in range(seeds)]
        return [
            make_trial(
                id, optimizer=optimizer, learning_rate=rate, seed=seed,
                accuracy=mean + noise * random.normal(),
            )
            for id, (optimizer, rate, mean, seed) in enumerate(cells) if random.random() >= lose
        ]  # fmt: skip

    return made


@pytest.mark.parametrize("lose", [0.0, 0.25])
def test_an_optimizer_that_wins_at_one_rate_only_is_not_said_not_to_matter(crossing, make_info, lose):
    found = told(diagnose_study(make_info("optimizer", "learning_rate"), crossing(seeds=5, lose=lose)))
    together = found[PAIR, "optimizer and learning_rate"]
    assert "best optimizer=" in together.sentence
    assert together.evidence["best"] in ("adam with 0.01", "sgd with 1.52")
    assert not any(symptom == "did not matter" for symptom, _ in found)
    for (symptom, setting), finding in found.items():
        if symptom == "mattered":
            assert "depends on" in finding.sentence, f"no best value of {setting} by itself"


def test_pure_interactions_are_found_and_never_denied(crossing, make_info):
    info = make_info("optimizer", "learning_rate")
    found = [told(diagnose_study(info, crossing(noise=0.03, random_seed=number))) for number in range(40)]
    assert sum((PAIR, "optimizer and learning_rate") in one for one in found) >= 36
    assert not any(symptom == "did not matter" for one in found for symptom, _ in one)


def test_without_an_interaction_none_is_told(make_trial, make_info):
    random = np.random.default_rng(1)
    trials = [
        make_trial(
            id, learning_rate=rate, l2=decay, seed=seed, accuracy=0.5 + rate - decay + 0.01 * random.normal()
        )
        for id, (rate, decay, seed) in enumerate(
            (rate, decay, seed) for rate in (0.1, 0.2) for decay in (0.0, 0.1) for seed in range(4)
        )
    ]
    assert not any(
        symptom == PAIR for symptom, _ in told(diagnose_study(make_info("learning_rate", "l2"), trials))
    )


def test_two_drawn_numbers_act_together(make_trial, make_info):
    random = np.random.default_rng(0)
    trials = []
    for id in range(60):
        rate, decay = random.uniform(0, 1, 2)
        accuracy = 0.8 + 0.2 * (rate - 0.5) * (decay - 0.5) * 4 + 0.02 * random.normal()
        trials.append(make_trial(id, learning_rate=rate, l2=decay, accuracy=accuracy))
    found = told(diagnose_study(make_info("learning_rate", "l2"), trials))
    assert found[PAIR, "learning_rate and l2"].evidence["share"] > 0.4
