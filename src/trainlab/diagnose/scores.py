"""How good a setting is: its score over seeds."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.seeds import group_seeds
from trainlab.diagnose.wording import short_value
from trainlab.record import Trial


@dataclass(frozen=True, slots=True)
class Score:
    """The final validation results of trials that differ in their seed only.

    Attributes:
        trials: the trials.
        accuracies: (seeds,) final validation accuracies, fractions.
        loss: mean final validation loss; infinite if it is not known.
    """

    trials: tuple[Trial, ...]
    accuracies: np.ndarray
    loss: float

    @property
    def accuracy(self) -> float:
        """Mean accuracy over seeds."""
        return float(self.accuracies.mean())

    def describe(self, varied: Iterable[str]) -> str:
        """The varied settings it stands for, as in ``learning_rate=0.1, l2=0``."""
        settings = self.trials[0].settings
        named = [f"{name}={short_value(settings[name])}" for name in varied if name in settings]
        return ", ".join(named) or f"trial {self.trials[0].id}"


def scores(trials: Iterable[Trial]) -> list[Score]:
    """The score of every setting, best first.

    Higher mean final validation accuracy is better, and of equal ones the lower mean loss. A setting of
    which a seed diverged has no score: it cannot be trusted. Nor has one of which a seed still trains.
    """
    found = []
    for group in group_seeds(trials):
        accuracies = _final(group, "validation_accuracy")
        ended = all(trial.over and trial.status != "diverged" for trial in group)
        if not ended or not all(map(math.isfinite, accuracies)):
            continue
        losses = _final(group, "validation_loss")
        loss = math.fsum(losses) / len(losses) if all(map(math.isfinite, losses)) else math.inf
        found.append(Score(group, np.array(accuracies), loss))
    return sorted(found, key=lambda score: (-score.accuracy, score.loss))


def _final(group: Iterable[Trial], curve: str) -> list[float]:
    return [float(trial.final.get(curve, math.nan)) for trial in group]
