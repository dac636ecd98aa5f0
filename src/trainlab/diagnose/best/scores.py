"""How good a setting is: its score over seeds."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from trainlab.record import Trial
from trainlab.record.groups.ranking import rank_settings
from trainlab.record.wording import short_value


@dataclass(frozen=True, slots=True)
class Score:
    """The validation results of trials that differ in their seed only.

    Attributes:
        trials: the trials.
        best_accuracies: (seeds,) validation accuracies at each trial's best evaluation, fractions: what
            settings are ranked by.
        best_accuracy: their mean.
        best_loss: mean validation loss there; infinite if it is not known. The lower decides between equal
            means.
        accuracies: (seeds,) final validation accuracies, fractions.
        loss: mean final validation loss; infinite if it is not known.
    """

    trials: tuple[Trial, ...]
    best_accuracies: np.ndarray
    best_accuracy: float
    best_loss: float
    accuracies: np.ndarray
    loss: float

    @property
    def accuracy(self) -> float:
        """Mean final accuracy over seeds."""
        return float(self.accuracies.mean())

    def describe(self, varied: Iterable[str]) -> str:
        """Its varied settings, as in ``learning_rate=0.1, l2=0``."""
        settings = self.trials[0].settings
        named = [f"{name}={short_value(settings[name])}" for name in varied if name in settings]
        return ", ".join(named) or f"trial {self.trials[0].id}"


def scores(trials: Iterable[Trial]) -> list[Score]:
    """The score of every setting, best first, in the order of ``ranking.rank_settings``.

    A setting of which a seed diverged has no score: it cannot be trusted. Nor has one of which a seed still
    trains, or one without final results.
    """
    found = []
    for one in rank_settings(trials):
        accuracies = np.array([trial.final.get("validation_accuracy", math.nan) for trial in one.trials])
        if np.isfinite(accuracies).all():
            losses = [trial.final.get("validation_loss", math.nan) for trial in one.trials]
            loss = math.fsum(losses) / len(losses) if all(map(math.isfinite, losses)) else math.inf
            found.append(Score(one.trials, np.array(one.values), one.value, one.tie, accuracies, loss))
    return found
