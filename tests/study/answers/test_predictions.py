from __future__ import annotations

import numpy as np
import pytest

from trainlab.store.predictions import MOST_WORST, kept_predictions
from trainlab.study.answers.predictions import predictions_of


def test_losses_and_the_worst_examples_follow_from_the_probabilities():
    probabilities = np.float32([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4], [0, 1]])
    inputs = np.arange(8.0).reshape(4, 2)
    found = predictions_of(probabilities, np.array([0, 0, 1, 0]), inputs, ("a", "b"), "test", "best")
    assert found.predicted.tolist() == [0, 1, 0, 1]
    np.testing.assert_allclose(found.loss[:3], -np.log([0.9, 0.2, 0.4]), rtol=1e-6)
    assert np.isfinite(found.loss[3])
    assert found.worst.tolist() == [3, 1, 2, 0]
    np.testing.assert_array_equal(found.inputs, inputs[[3, 1, 2, 0]])


def test_no_more_is_kept_than_is_looked_at():
    many = np.full((5000, 2), 0.5, np.float32)
    found = predictions_of(many, np.zeros(5000, int), np.zeros((5000, 3)), ("a", "b"), "test", "best")
    assert len(found.worst) == MOST_WORST
    wide = predictions_of(many[:9], np.zeros(9, int), np.zeros((9, 2_000_000)), ("a", "b"), "test", "best")
    assert len(wide.worst) == 1


def test_a_trial_keeps_what_it_predicts(study):
    trial = study.best()
    trial.keep_predictions("validation")
    [found] = kept_predictions(study.folder, trial.id)
    part = trial.dataset().validation
    assert (found.targets == found.predicted).mean() == pytest.approx(
        trial.evaluate("validation")["accuracy"]
    )
    assert found.loss.mean() == pytest.approx(trial.evaluate("validation")["loss"], rel=1e-5)
    np.testing.assert_array_equal(found.targets, part.targets)
    np.testing.assert_array_equal(found.inputs, part.inputs[found.worst])
    for path in study.folder.glob("predictions-*"):
        path.unlink()
