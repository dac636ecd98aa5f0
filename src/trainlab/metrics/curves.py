"""From metrics to the curves of evaluations, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trainlab.metrics.metric import Metric


def curves_of(metrics: Iterable[Metric]) -> tuple[str, ...]:
    """The curves of some metrics, in the order evaluations have them: those of train, then of validation."""
    metrics = list(metrics)
    return (
        *(metric.train_curve for metric in metrics),
        *(metric.validation_curve for metric in metrics),
    )


def by_curve(metrics: Iterable[Metric]) -> Mapping[str, Metric]:
    """The metric of each curve, by the curve's name."""
    return {curve: metric for metric in metrics for curve in (metric.train_curve, metric.validation_curve)}
