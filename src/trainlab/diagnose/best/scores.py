"""How good a setting is: its score over seeds."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from trainlab.record import Trial
from trainlab.record.groups.outcome import Outcome
from trainlab.record.groups.ranking import rank_settings
from trainlab.record.wording import short_value


@dataclass(frozen=True, slots=True)
class Score:
    """The validation results of trials that differ in their seed only.

    Attributes:
        outcome: the curve they are results of: accuracies as fractions, or errors in the unit of the target.
        trials: the trials.
        best_values: (seeds,) its values at each trial's best evaluation: what settings are ranked by.
        best_value: their mean.
        best_loss: mean validation loss there; infinite if it is not known. The lower decides between equal
            means.
        finals: (seeds,) its final values.
        loss: mean final validation loss; infinite if it is not known.
    """

    outcome: Outcome
    trials: tuple[Trial, ...]
    best_values: np.ndarray
    best_value: float
    best_loss: float
    finals: np.ndarray
    loss: float

    @property
    def final(self) -> float:
        """Mean final value over seeds."""
        return float(self.finals.mean())

    @property
    def result(self) -> float:
        """Mean over seeds of the final values as they are compared: the higher the better."""
        return math.fsum(map(self.outcome.compared_value, self.finals.tolist())) / len(self.finals)

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
    trials = list(trials)
    outcome = Outcome.of(trials)
    found = []
    for one in rank_settings(trials):
        finals = np.array([outcome.final(trial) for trial in one.trials])
        if np.isfinite(finals).all():
            losses = [trial.final.get("validation_loss", math.nan) for trial in one.trials]
            loss = math.fsum(losses) / len(losses) if all(map(math.isfinite, losses)) else math.inf
            values = np.array(one.values)
            found.append(Score(outcome, one.trials, values, one.value, one.tie, finals, loss))
    return found
