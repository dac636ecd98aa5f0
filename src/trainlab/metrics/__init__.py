"""What evaluations measure, declared once: losses, accuracies and errors.

A file holds specifications and the functions that measure; a row here is all that lists a metric.
"""

from collections.abc import Mapping

from trainlab.metrics.accuracy import ACCURACY, BALANCED_ACCURACY
from trainlab.metrics.curves import by_curve, curves_of
from trainlab.metrics.errors import MAE, R2, RMSE
from trainlab.metrics.loss import LOSS
from trainlab.metrics.metric import Metric
from trainlab.metrics.probabilities import LOG_LOSS, ROC_AUC
from trainlab.specs.room import Room

__all__ = ["EVALUATION_CURVES", "METRICS", "Metric", "curves_of", "metric_of"]

METRICS = Room(
    "metric",
    (
        LOSS,
        ACCURACY,
        RMSE,
        MAE,
        R2,
        BALANCED_ACCURACY,
        LOG_LOSS,
        ROC_AUC,
    ),
)
"""Every metric by name, in the order they are listed."""

EVALUATION_CURVES = curves_of(METRICS.values())
"""Every curve that evaluations can record; which of them a study has, its task and ``metric`` decide."""

_BY_CURVE: Mapping[str, Metric] = by_curve(METRICS.values())


def metric_of(curve: str) -> Metric | None:
    """The metric whose values a curve has: of evaluations, or ``train_loss`` of the steps; else None.

    >>> metric_of("validation_rmse").title, metric_of("train_loss").better, metric_of("learning_rate")
    ('RMSE', 'lower', None)
    """
    return METRICS["loss"] if curve == "train_loss" else _BY_CURVE.get(curve)
