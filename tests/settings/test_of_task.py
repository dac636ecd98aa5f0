"""What belongs to another task is refused with the way out."""

from __future__ import annotations

import pytest

from trainlab.errors import SettingError
from trainlab.settings import read_settings, resolve
from trainlab.settings.of_task import check_task


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"task": "regression", "loss": "cross_entropy"}, "must be mse, mae or huber with task=regression"),
        ({"loss": "huber"}, r"must be cross_entropy or mse .*where numbers are meant, say task=regression"),
        ({"task": "regression", "label_smoothing": 0.1}, "label_smoothing of the recipe spreads a target"),
        ({"task": "regression", "class_weights": "balanced"}, "class_weights of the recipe weighs classes"),
        ({"task": "regression", "metric": "roc_auc"}, "metric of the recipe must be out of rmse, mae, r2"),
        ({"early_stopping": "validation_rmse"}, "cannot watch validation_rmse with task=classification"),
        ({"early_stopping": "validation_log_loss"}, "add metric=log_loss"),
        ({"until": "validation_r2 > 0.5"}, "until of the recipe cannot watch validation_r2"),
        ({"schedule": "performance", "plateau_watch": "validation_mae"}, "plateau_watch of the recipe"),
        ({"task": "regression", "early_stopping": "validation_accuracy"}, "write validation_loss, val"),
    ],
)  # fmt: skip
def test_refused(given, words):
    settings = resolve(read_settings({"net": "2-2", **given}), "arrays")
    with pytest.raises(SettingError, match=words):
        check_task(settings)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"task": "regression"},
        {"task": "regression", "loss": "huber", "early_stopping": "validation_r2", "until": "train_loss < 1"},
        {"metric": "log_loss", "early_stopping": "validation_log_loss"},
        {"loss": "mse", "label_smoothing": 0.1, "class_weights": "balanced"},
    ],
)
def test_let_through(given):
    check_task(resolve(read_settings({"net": "2-2", **given}), "arrays"))
