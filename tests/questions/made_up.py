"""Small studies to ask, made up: curves with gaps, trials that diverged, stopped or have not ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainlab.questions import Answers, ask
from trainlab.record import Curves, StudyInfo, Trial

INFO = StudyInfo("made up", "2026-01-02T03:04:05", "moons", {"train": 900}, ("learning_rate",), {})

Points = Mapping[int, float]
"""A curve of one trial: step -> value."""


@dataclass(frozen=True)
class MadeUp:
    """A study that only answers questions.

    Attributes:
        trials: its trials; their ids are their places.
        points: curve -> the points of each trial.
    """

    trials: tuple[Trial, ...]
    points: Mapping[str, tuple[Points, ...]]

    def read(self, name: str) -> Curves:
        rows = self.points[name]
        steps = np.array(sorted({step for row in rows for step in row}), np.int64)
        values = np.array([[row.get(int(step), np.nan) for step in steps] for row in rows], np.float64)
        return Curves(name, np.arange(len(rows)), steps, values.reshape(len(rows), len(steps)))

    def ask(self, question: str, hold: object = 1) -> Answers:
        return ask(question, INFO, self.trials, list(self.points), self.read, hold)

    def steps(self, question: str, hold: object = 1) -> list[int | None]:
        """The answers in the order of the trials."""
        return [answer.step for answer in self.ask(question, hold).by_id]


def trial(id: int, steps: int, **changes) -> Trial:
    """A trial that is done, at 5 steps an epoch and a millisecond a step."""
    settings = {"learning_rate": 0.1, "optimizer": "sgd", "batch_size": 32, "nesterov": False, "seed": id}
    settings |= changes.pop("settings", {})
    facts = {"status": "done", "length": steps, "seconds_per_step": 1e-3} | changes
    return Trial(
        id=id, settings=settings, population=0, steps=steps, steps_per_epoch=5, parameters=22, **facts
    )


def curve(*values: float, every: int = 1, first: int = 0) -> dict[int, float]:
    """Points at equal distances."""
    return {first + every * place: value for place, value in enumerate(values)}


def one(*losses: float, evaluations: Points | None = None, **changes) -> MadeUp:
    """A study of one trial with these losses and validation accuracies."""
    points = {"train_loss": (curve(*losses),), "validation_accuracy": (evaluations or {},)}
    return MadeUp((trial(0, len(losses), **changes),), points)


def several(*losses: tuple[float, ...]) -> MadeUp:
    """A study of trials with these losses, which differ in their seed only."""
    trials = tuple(trial(id, len(values)) for id, values in enumerate(losses))
    return MadeUp(trials, {"train_loss": tuple(curve(*values) for values in losses)})
