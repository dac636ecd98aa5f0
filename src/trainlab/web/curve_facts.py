"""What a curve is, for the page: its name, its unit, which of its values are better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trainlab.metrics import metric_of
from trainlab.plots.compute.axes.metric import (
    NAMES,
    UNITS,
    is_loss,
    is_noisy,
    is_share,
    metric_name,
    probe_unit,
)
from trainlab.record import Trial


def curve_facts(name: str, trials: Sequence[Trial]) -> dict[str, Any]:
    """Label, unit, and how to draw a curve: ``share`` of percentages, ``lower`` where that is better."""
    losses = {str(trial.settings.get("loss")) for trial in trials}
    unit = UNITS.get(next(iter(losses))) if is_loss(name) and len(losses) == 1 else probe_unit(name)
    share = is_a_share(name)
    return {
        "label": curve_label(name),
        "unit": None if share else unit,
        "share": share,
        "lower": lower_is_better(name),
        "noisy": is_noisy(name),
    }


def curve_label(name: str) -> str:
    """A curve in words: ``validation RMSE``, ``evaluated train loss``.

    >>> curve_label("validation_rmse"), curve_label("train_loss"), curve_label("validation_accuracy")
    ('validation RMSE', 'train loss', 'validation accuracy')
    """
    metric = metric_of(name)
    if metric is None or name in NAMES or is_loss(name):
        return metric_name(name)
    return f"{name.partition('_')[0]} {metric.title}"


def is_a_share(name: str) -> bool:
    """Whether its values are fractions of a whole, written as percentages."""
    metric = metric_of(name)
    return metric.unit == "share" if metric is not None else is_share(name)


def lower_is_better(name: str) -> bool:
    """Whether a lower value is better; False of what is neither better nor worse, such as a rate."""
    metric = metric_of(name)
    return metric.better == "lower" if metric is not None else is_loss(name)
