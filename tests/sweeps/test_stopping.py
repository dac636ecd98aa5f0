from __future__ import annotations

import pytest

from trainlab.errors import QuestionError
from trainlab.sweeps.stopping import as_until


@pytest.mark.parametrize(
    ("target", "until"),
    [
        ("validation_accuracy >= 95%", "validation_accuracy >= 0.95"),
        (" train_loss<0.3 ", "train_loss < 0.3"),
        ("validation_loss <= 1e-3", "validation_loss <= 0.001"),
        ("0.3 > train_loss", "train_loss < 0.3"),
    ],
)
def test_a_curve_compared_with_a_number_ends_a_trial(target, until):
    assert as_until(target) == until


@pytest.mark.parametrize(
    "target",
    ["min(train_loss) < 0.3", "train_loss < 0.3 and step > 5", "step > 5",
     "train_loss == 0.3", "train_loss < validation_loss"],
)  # fmt: skip
def test_other_targets_let_trials_train_on(target):
    assert as_until(target) is None


@pytest.mark.parametrize(
    "target", ["train_loss <", "species", "loss_of_train < 3", "validation_accuracy > 95"]
)
def test_what_is_no_condition_on_a_study_is_refused(target):
    with pytest.raises(QuestionError):
        as_until(target)
