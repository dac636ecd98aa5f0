"""What a task says is there: its loss, its metrics, the settings it is without."""

from __future__ import annotations

import pytest

from trainlab.losses import LOSSES
from trainlab.metrics import METRICS
from trainlab.settings import SETTINGS, resolve
from trainlab.tasks import TASKS, evaluation_curves, metrics_of, task_of


@pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
def test_a_task_names_what_there_is(task):
    assert task.name in LOSSES[task.loss].tasks
    assert task.metrics[0] == "loss"
    assert all(task.name in METRICS[name].tasks for name in task.metrics)
    assert task.ranked_by in task.metrics
    assert all(SETTINGS[name].neutral is not None for name, _ in task.without)
    assert task.curve in evaluation_curves({"task": task.name})
    assert resolve({"net": "1-1", "task": task.name}, "arrays")["loss"] == task.loss


def test_classification_is_meant_where_no_task_is_named():
    assert task_of({}) is TASKS["classification"]
    assert "task" not in resolve({"net": "1-1"}, "arrays")
    assert metrics_of({"metric": "log_loss,roc_auc"}) == ("loss", "accuracy", "log_loss", "roc_auc")


def test_curves_of_train_come_before_those_of_validation():
    assert evaluation_curves({"metric": "log_loss"}) == (
        "evaluated_train_loss", "train_accuracy", "train_log_loss",
        "validation_loss", "validation_accuracy", "validation_log_loss",
    )  # fmt: skip
