"""What a net that knows nothing loses, of numeric targets."""

from __future__ import annotations

import numpy as np
import pytest

from trainlab.checks.chance import loss_of_mean
from trainlab.data import Dataset, prepared
from trainlab.diagnose.symptoms.chance import Classes, largest_loss

DRAW = np.random.default_rng(0)
DATA = prepared(Dataset.from_arrays(DRAW.normal(size=(60, 2)), DRAW.exponential(size=60), task="regression"))


@pytest.mark.parametrize("loss", ["mse", "mae"])
def test_of_numbers_it_is_the_loss_of_their_mean(loss, make_trial):
    known = Classes.of(DATA.facts())
    trial = make_trial(0, task="regression", loss=loss)
    assert known.loss_of_guessing(trial, measured=True) == pytest.approx(
        loss_of_mean(DATA.train.targets, loss), rel=1e-6
    )
    assert known.words == "always answering the mean of the targets"
    assert largest_loss(trial, known) is None


def test_it_is_not_known_with_a_penalty_on_top_or_of_huber(make_trial):
    known = Classes.of(DATA.facts())
    assert known.loss_of_guessing(make_trial(0, task="regression", loss="mse", l2=0.1), False) is None
    assert known.loss_of_guessing(make_trial(0, task="regression", loss="huber"), True) is None
    assert Classes.of({"task": "regression"}) is None
