"""What findings about a study compare of its trials: final values of the metric that their task ranks by."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from trainlab.metrics import METRICS, Metric, metric_of
from trainlab.record import Trial
from trainlab.record.groups.merit import usual_curve, value_of
from trainlab.record.wording import curve_words, measured_value


@dataclass(frozen=True, slots=True)
class Outcome:
    """The curve whose final values are compared, and how.

    Attributes:
        curve: ``validation_accuracy``, or ``validation_rmse``.
    """

    curve: str

    @classmethod
    def of(cls, trials: Iterable[Trial]) -> Outcome:
        """That of the task of some trials."""
        return cls(usual_curve(trials))

    @property
    def metric(self) -> Metric:
        """Its metric."""
        return metric_of(self.curve) or METRICS["loss"]

    @property
    def words(self) -> str:
        """What it is called: ``validation RMSE``."""
        return curve_words(self.curve)

    @property
    def compared(self) -> str:
        """What differences are taken of, in words."""
        return f"the logarithm of final {self.words}" if self._logarithmic else f"final {self.words}"

    @property
    def _logarithmic(self) -> bool:
        return self.metric.scale == "log"

    def final(self, trial: Trial) -> float:
        """A trial's final value, or NaN."""
        return value_of(trial, self.curve, "final")

    def result(self, trial: Trial) -> float:
        """The same as results are compared: the higher the better.

        Errors have no upper end and the unit of the target. Their logarithms have neither: what a setting
        explains of them is the same in metres and in miles, and one trial that ended far above the others
        does not hide what the rest say.
        """
        return self.compared_value(self.final(trial))

    def compared_value(self, value: float) -> float:
        """A value as results are compared."""
        if self._logarithmic:
            value = math.log(max(value, sys.float_info.min))
        return self.metric.sign * value

    def better(self, value: float) -> float:
        """A value with a sign that makes the higher one the better."""
        return self.metric.sign * value

    def of_value(self, value: float, digits: int = 1, when: str = "") -> str:
        """A value with its name: ``97.1% validation accuracy``, ``a validation RMSE of 53.1``."""
        name, text = f"{when}{self.words}", self.text(value, digits)
        return f"{text} {name}" if self.metric.unit == "share" else f"a {name} of {text}"

    def text(self, value: float, digits: int = 1) -> str:
        """A value in words: a share as a percentage."""
        return measured_value(self.curve, value, digits)
