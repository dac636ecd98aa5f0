"""The y axis of a curve: its label, unit and range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trainlab.plots.limits import fraction_range, loss_range, outlier_free_range, rate_range
from trainlab.plots.plot import Axis, Line
from trainlab.plots.style import MANY_LINES
from trainlab.record import STEP_CURVES, Trial

NAMES = {"evaluated_train_loss": "train loss, evaluated", "train_accuracy": "train accuracy, evaluated"}
"""Curves whose name alone would be misread beside ``train_loss``, which is the loss of single batches."""

WIDE = 30.0
"""Final losses whose largest is this many times the smallest are drawn on a logarithmic axis."""

RATE = "learning_rate"

RATES_WIDE = 10.0
"""Learning rates whose largest is this many times the smallest are drawn on a logarithmic axis."""

UNITS = {"cross_entropy": "nats", "mse": "squared error"}


def metric_name(curve: str) -> str:
    """A curve's name in words."""
    return NAMES.get(curve, curve.replace("_", " "))


def is_loss(curve: str) -> bool:
    """Whether lower is better."""
    return curve.endswith("loss")


def is_noisy(curve: str) -> bool:
    """Whether it is measured on single batches."""
    return curve in STEP_CURVES and curve != RATE


def worst_value(curve: str) -> float:
    """What a diverged trial is taken for; NaN where that says nothing about the curve."""
    if curve == RATE:
        return np.nan
    return np.inf if is_loss(curve) else -np.inf


def spans_decades(curve: str, values: np.ndarray) -> bool:
    """Whether a curve is one of learning rates that differ by a power of ten."""
    if curve != RATE:
        return False
    positive = values > 0
    low = np.min(values, initial=np.inf, where=positive)
    return bool(np.max(values, initial=0.0, where=positive) > RATES_WIDE * low)


def outcome_axis(curve: str, trials: Sequence[Trial], lines: Sequence[Line]) -> Axis:
    """The y axis of final values: logarithmic for losses that differ by powers of ten.

    Args:
        curve: the curve whose final values are drawn.
        trials: the trials drawn; they tell the unit of the loss.
        lines: what is drawn.
    """
    axis = metric_axis(curve, trials, lines, log=False)
    if not is_loss(curve):
        return axis
    values = np.concatenate([line.y for line in lines])
    log = bool(values.size and values.min() > 0 and values.max() > WIDE * values.min())
    low, high = outlier_free_range(values, log) or (None, None)
    return replace(axis, log=log, low=low, high=high)


def metric_axis(curve: str, trials: Sequence[Trial], lines: Sequence[Line], log: bool) -> Axis:
    """The y axis of a curve.

    Args:
        curve: its name.
        trials: the trials drawn; they tell the unit of the loss.
        lines: what is drawn, for the range.
        log: whether the axis is logarithmic.
    """
    if is_loss(curve):
        losses = {str(trial.settings.get("loss")) for trial in trials}
        unit = UNITS.get(losses.pop()) if len(losses) == 1 else None
        low, high = loss_range([line.y for line in lines], log) or (None, None)
        return Axis(metric_name(curve) + (f" ({unit})" if unit else ""), log, low, high)
    if curve == RATE:
        low, high = rate_range([line.y for line in lines], log) or (None, None)
        return Axis(metric_name(curve), log, low, high)
    few = lines if len(lines) <= MANY_LINES else ()
    bands = [end for line in few for end in (line.low, line.high) if end is not None]
    low, high = (
        (fraction_range([*(line.y for line in lines), *bands]) or (None, None)) if not log else (None, None)
    )
    return Axis(f"{metric_name(curve)} (%)", log, low, high, percent=True)
