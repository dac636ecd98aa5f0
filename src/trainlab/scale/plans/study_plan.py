"""A study that is ready to be trained, whether it begins or continues."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainlab.data import Dataset
from trainlab.record import Checkpoint, StudyInfo, Trial
from trainlab.scale.plans.plan import PopulationPlan


@dataclass(frozen=True, slots=True)
class StudyPlan:
    """What :func:`trainlab.scale.run.train_study` trains, and what people are told of it before.

    Attributes:
        info: what the study is.
        populations: its populations; the records of their trials say how far they have come.
        dataset_of: the dataset for a population's data settings.
        checkpoints: where populations continue whose training has begun.
        duplicates: how many more trials were asked for, which would have repeated others.
        notes: what a person should know before training begins, a line each.
        warnings: what is odd about the data and the first net, a line each.
    """

    info: StudyInfo
    populations: Sequence[PopulationPlan]
    dataset_of: Callable[..., Dataset]
    checkpoints: Sequence[Checkpoint] = ()
    duplicates: int = 0
    notes: Sequence[str] = ()
    warnings: Sequence[str] = ()

    @property
    def trials(self) -> list[Trial]:
        """The trials of all populations, by id."""
        trials = (trial for plan in self.populations for trial in plan.trials)
        return sorted(trials, key=lambda trial: trial.id)
