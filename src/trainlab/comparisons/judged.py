"""What values are judged by: a curve, and the scale on which its differences are taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from trainlab.metrics import metric_of
from trainlab.record import Trial
from trainlab.record.groups.merit import check_curve, higher_is_better, usual_curve

SMALLEST = 1e-12
"""Losses below this are as good as it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A curve of evaluations.

    Scores are the higher the better. What has a logarithmic scale (losses, errors) is scored by its
    logarithm, so that differences of scores are factors.

    Attributes:
        curve: its name.
        sign: 1 where higher is better, -1 where lower is.
        log: whether its scale is logarithmic.
    """

    curve: str
    sign: int
    log: bool

    @classmethod
    def by(cls, curve: str | None, trials: Iterable[Trial]) -> Judged:
        """A curve by its name; by default the one that the trials are ranked by.

        Raises:
            StudyError: no evaluation curve has that name.
        """
        name = usual_curve(trials) if curve is None else curve
        check_curve(name)
        metric = metric_of(name)
        return cls(name, 1 if higher_is_better(name) else -1, metric is not None and metric.scale == "log")

    def scores(self, values: np.ndarray) -> np.ndarray:
        """Values as scores; NaN stays NaN."""
        return self.sign * (np.log(np.maximum(values, SMALLEST)) if self.log else values)

    def value(self, score: float) -> float:
        """A score as a value."""
        return float(np.exp(self.sign * score)) if self.log else self.sign * score
