"""Regions in which trials explode are named where chance does not make them."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.diagnose import diagnose_study


def infeasible(findings):
    return [finding for finding in findings if finding.symptom == "infeasible"]


def test_one_exploded_trial_is_no_region(make_trial, make_info):
    trials = [
        make_trial(id, momentum=0.5 + id / 20, status="diverged" if id == 9 else "done") for id in range(10)
    ]
    (finding,) = infeasible(diagnose_study(make_info("momentum"), trials))
    assert finding.sentence == "1 of 10 trials exploded (10%, 2% to 35%): momentum=0.95."
    assert finding.advice == ""


@pytest.mark.parametrize(
    ("count", "sentence"),
    [(1, "the only trial exploded."), (2, "both trials exploded."), (3, "all 3 trials exploded.")],
)
def test_where_every_trial_exploded(make_trial, make_info, count, sentence):
    trials = [make_trial(id, momentum=0.5 + id / 20, status="diverged") for id in range(count)]
    (finding,) = infeasible(diagnose_study(make_info("momentum"), trials))
    assert finding.sentence == sentence


@pytest.mark.parametrize("seeds", [1, 3])
def test_regions_by_chance_are_rare(make_trial, make_info, seeds):
    """Draws of three settings that do not decide which of them explode, with all of their seeds."""
    random = np.random.default_rng(0)
    info = make_info("learning_rate", "l2", "momentum")
    told = 0
    for _ in range(60):
        trials = []
        for _ in range(12):
            rate, decay, momentum = random.uniform(0.1, 0.9, 3)
            status = "diverged" if random.random() < 0.25 else "done"
            trials += [
                make_trial(
                    len(trials) + seed,
                    learning_rate=rate,
                    l2=decay,
                    momentum=momentum,
                    seed=seed,
                    status=status,
                )
                for seed in range(seeds)
            ]
        told += any("boundary" in finding.evidence for finding in infeasible(diagnose_study(info, trials)))
    assert told <= 6


def test_a_boundary_in_a_grid_is_found_with_other_settings_beside(make_trial, make_info):
    trials = [
        make_trial(
            id, learning_rate=rate, l2=decay, status="diverged" if rate > 1 else "done",
            accuracy=None if rate > 1 else 0.8,
        )
        for id, (rate, decay) in enumerate((r, d / 10) for r in (0.1, 1.0, 10.0) for d in range(6))
    ]  # fmt: skip
    (finding,) = infeasible(diagnose_study(make_info("learning_rate", "l2"), trials))
    assert finding.sentence == (
        "6 of 6 trials above learning_rate 1 exploded (100%, 69% to 100%; 6 of 18 in all)."
    )
