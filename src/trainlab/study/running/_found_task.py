"""What an experiment is to learn, where nobody said: what is found in its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainlab.tasks import TASKS

if TYPE_CHECKING:
    from trainlab.experiments import Experiment
    from trainlab.study.data.source import DataSource


def with_found_task(experiment: Experiment, source: DataSource) -> Experiment:
    """The experiment with the task that is found in its data, where it names none.

    Classification is what is meant where none is named, so it is not written down.

    Args:
        experiment: the experiment.
        source: where its data comes from.

    Raises:
        DataError: the data cannot be read, or its targets could be for several tasks.
    """
    if experiment.task is not None or "task" in experiment.set:
        return experiment
    task = TASKS.named(source.task)
    return experiment.model_copy(update={"task": task.name}) if task.numeric else experiment
