"""A setting without effect changes no curve and no weight."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from trainlab.diagnose.studies.pointless import find_pointless
from trainlab.diagnose.studies.same_trials import Kept
from trainlab.record import Curves

NET = "dense4 batchnorm:tanh dense2"

FALLING = np.linspace(0.7, 0.1, 50).astype(np.float32)


@pytest.fixture
def stored(make_trial, make_curves):
    """Two trials with equal train losses, and what else is kept of them."""

    def made(validation=0.0, weight=0.0):
        trials = [
            make_trial(id, accuracy=0.9, net=NET, norm_momentum=value)
            for id, value in enumerate((0.5, 0.999))
        ]
        losses = np.linspace(0.7, 0.3, 6)
        curves = {
            "validation_loss": [losses, losses + validation],
            "learning_rate": [np.full(6, 0.1), np.full(6, 0.2)],
        }
        asked = []

        def curve(name, ids):
            return Curves(name, np.array(ids), np.arange(6) * 10, np.array(curves[name])[list(ids)])

        def weights(trial, which):
            asked.append((trial, which))
            return {"hidden1.kernel": np.full((2, 3), 0.5 + weight * trial * (which == "final"), np.float32)}

        kept = Kept(("train_loss", "learning_rate", "validation_loss"), curve, weights)
        return trials, make_curves([FALLING, FALLING]), kept, asked

    return made


def test_equal_curves_and_weights_are_no_effect(stored):
    trials, losses, kept, _ = stored()
    found = find_pointless(trials, losses, kept)
    assert [finding.symptom for finding in found.findings] == ["no effect"]
    assert found.without_effect == ("norm_momentum",)
    assert found.repeated == {1}
    assert "the curves and weights of trials" in found.findings[0].sentence


def test_an_evaluation_that_differs_is_an_effect_and_no_weight_is_read(stored):
    """The momentum of batch normalisation moves evaluations and no train loss."""
    trials, losses, kept, asked = stored(validation=1e-6)
    assert find_pointless(trials, losses, kept).findings == ()
    assert asked == []


def test_a_weight_that_differs_is_an_effect(stored):
    trials, losses, kept, asked = stored(weight=1e-3)
    assert find_pointless(trials, losses, kept).findings == ()
    assert (1, "final") in asked


def test_without_what_is_kept_results_are_compared(stored):
    trials, losses, _, _ = stored()
    assert "the train losses and results of trials" in find_pointless(trials, losses).findings[0].sentence
    other = [trials[0], replace(trials[1], final={**trials[1].final, "validation_accuracy": 0.8})]
    assert find_pointless(other, losses).findings == ()
