"""Training a whole study: compile its programs, then train its populations to their ends."""

from __future__ import annotations

from trainlab.record import StudyInfo
from trainlab.scale.executors.executor import Executor, Leg
from trainlab.scale.executors.local import LocalExecutor
from trainlab.scale.observer import Observer
from trainlab.scale.plans.study_plan import StudyPlan
from trainlab.scale.population.pace import Pace
from trainlab.scale.sink import Sink
from trainlab.scale.training import Training


def train_study(
    planned: StudyPlan,
    sink: Sink,
    observer: Observer,
    pace: Pace | None = None,
    executor: Executor | None = None,
) -> StudyInfo:
    """Train every population of a study that is not over yet, committing each chunk.

    Args:
        planned: the study.
        sink: takes what is made.
        observer: notified of what happens, and asked all the time whether to stop as soon as what is being
            made is committed.
        pace: how long chunks are, on this machine.
        executor: trains the populations; this machine by default.

    Returns:
        What the study is, with the seconds spent compiling, training and probing.

    Raises:
        StopRequested: it was asked to stop before everything was trained.
        ResourceError: not even one trial at a time fits.
        StorageError: a chunk could not be written.
    """
    announce(planned, observer)
    executor = executor or local_executor(planned, observer, pace)
    waiting = [plan for plan in planned.populations if not all(trial.over for trial in plan.trials)]
    standing = {checkpoint.population: checkpoint for checkpoint in planned.checkpoints}
    with Training(planned.info, planned.trials, executor, sink, observer) as training:
        ready = training.prepare(waiting)
        for _ in training.train([Leg(plan, standing.get(plan.population.id)) for plan in ready]):
            pass
        return training.finish()


def announce(planned: StudyPlan, observer: Observer) -> None:
    """Tell an observer what is to be trained, before that begins."""
    observer.planned(len(planned.trials), planned.duplicates)
    observer.noted(planned.notes)
    observer.warned(planned.warnings)


def local_executor(planned: StudyPlan, observer: Observer, pace: Pace | None = None) -> LocalExecutor:
    """What trains a study on this machine."""
    return LocalExecutor(planned.dataset_of, observer.compiling, observer.stop.requested, pace)
