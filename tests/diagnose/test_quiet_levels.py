"""Where batches are noisy, the validation loss tells whether a net was still learning."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.diagnose import diagnose_trials
from trainlab.diagnose.levels import BLOCKS, find_levels
from trainlab.diagnose.quiet_levels import FEWEST_EVALUATIONS, quiet_levels

STEPS = np.arange(400)
SCATTER = np.random.default_rng(0).exponential(size=(8, 400))
"""Losses of single examples scatter about as much as their mean."""


def falling(at: np.ndarray) -> np.ndarray:
    return np.asarray(0.7 * np.exp(-at / 600))


def validated(make_curves, losses: np.ndarray, evaluations: int):
    at = np.linspace(0, 400, evaluations).round().astype(int)
    return make_curves([losses[at]], "validation_loss", at)


def test_quiet_trials_keep_their_levels(make_curves):
    levels = find_levels(make_curves([falling(STEPS)]))
    quiet = quiet_levels(levels, validated(make_curves, np.full(401, 9.0), 50))
    np.testing.assert_array_equal(quiet.log, levels.log)
    assert quiet.name(0) == "train loss"


@pytest.mark.parametrize("evaluations", [FEWEST_EVALUATIONS, 41, 200])
def test_noisy_trials_get_those_of_their_validation_loss(make_curves, evaluations):
    levels = find_levels(make_curves([falling(STEPS) * SCATTER[0]]))
    quiet = quiet_levels(levels, validated(make_curves, falling(np.arange(401)), evaluations))
    assert quiet.name(0) == "validation loss"
    assert quiet.first[0] == pytest.approx(0.7)
    middles = (np.arange(BLOCKS) + 0.5) * 10
    np.testing.assert_allclose(quiet.values[0], falling(middles), rtol=0.02)


def test_the_mean_of_the_evaluations_in_a_block_is_its_level(make_curves):
    losses = np.random.default_rng(1).uniform(0.49, 0.51, 401)
    levels = find_levels(make_curves([SCATTER[0]]))
    quiet = quiet_levels(levels, make_curves([losses], "validation_loss", np.arange(401)))
    inside = np.log(losses[1:].reshape(BLOCKS, 10))  # evaluations 1 to 10 tell of steps 0 to 9
    np.testing.assert_allclose(quiet.log[0], [*inside.mean(axis=1)[:-1], quiet.log[0, -1]], rtol=1e-6)


@pytest.mark.parametrize("case", ["few", "as noisy", "another trial", "none", "not finite"])
def test_what_tells_no_more_is_not_looked_at(make_curves, case):
    levels = find_levels(make_curves([SCATTER[0]]))
    validation = {
        "few": validated(make_curves, falling(np.arange(401)), FEWEST_EVALUATIONS - 1),
        "as noisy": make_curves([SCATTER[1]], "validation_loss"),
        "another trial": make_curves([[1.0], falling(STEPS)], "validation_loss"),
        "none": None,
        "not finite": make_curves([np.full(400, np.nan)], "validation_loss"),
    }[case]
    np.testing.assert_array_equal(quiet_levels(levels, validation).log, levels.log)


@pytest.mark.parametrize("row", range(8))
def test_a_fall_that_noise_hides_is_found_in_the_validation_loss(make_trial, make_curves, row):
    train = make_curves([falling(STEPS) * SCATTER[row]])
    validation = validated(make_curves, falling(np.arange(401)), 25)
    found = {f.symptom: f for f in diagnose_trials([make_trial()], train, validation, classes=2)}
    assert "still falling" in found or "slow line" in found
    told = found.get("still falling", found.get("slow line"))
    assert "its validation loss fell" in told.sentence
    assert told.evidence["curve"] == "validation_loss"
    assert "flat since" not in found


def test_a_fall_of_the_train_loss_alone_counts_too(make_trial, make_curves):
    noise = 1 + 0.2 * np.random.default_rng(2).standard_normal(400)
    train = make_curves([0.7 * np.exp(-STEPS / 150) * noise])
    validation = validated(make_curves, np.full(401, 0.5), 25)
    found = {f.symptom: f for f in diagnose_trials([make_trial()], train, validation, classes=2)}
    assert "its train loss fell" in found["still falling"].sentence
