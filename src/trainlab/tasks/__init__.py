"""What nets are trained to do, one a file; a row here is all that lists a task."""

from collections.abc import Mapping

from trainlab.metrics import METRICS, curves_of
from trainlab.specs.room import Room
from trainlab.tasks.classification import CLASSIFICATION
from trainlab.tasks.regression import REGRESSION
from trainlab.tasks.task import Task

__all__ = ["OF_CLASSES", "TASKS", "Task", "evaluation_curves", "metrics_of", "task_of"]

TASKS = Room("task", (CLASSIFICATION, REGRESSION))
"""Every task by name, in the order they are listed."""


def task_of(settings: Mapping[str, object]) -> Task:
    """The task of a trial's settings, or of the facts of a dataset.

    Where they name none it is classification: studies of older trainlabs know no other.
    """
    return TASKS.named(str(settings.get("task", CLASSIFICATION.name)))


def metrics_of(settings: Mapping[str, object]) -> tuple[str, ...]:
    """What the evaluations of a trial measure, by name: what its task always has, then what is asked for."""
    asked = str(settings["metric"]).split(",") if settings.get("metric") else []
    return tuple(dict.fromkeys([*task_of(settings).metrics, *asked]))


def evaluation_curves(settings: Mapping[str, object]) -> tuple[str, ...]:
    """The curves of a trial's evaluations, in the order of their columns.

    >>> evaluation_curves({})
    ('evaluated_train_loss', 'train_accuracy', 'validation_loss', 'validation_accuracy')
    """
    return curves_of(METRICS[name] for name in metrics_of(settings))


OF_CLASSES = evaluation_curves({})
"""The curves of evaluations of classification where nothing more is asked for: all that studies of older
formats have."""
