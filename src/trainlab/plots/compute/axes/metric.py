"""The y axis of a curve: its label, unit and range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from trainlab.metrics import metric_of
from trainlab.plots.compute.axes._limits import fraction_range, loss_range, outcome_range, rate_range
from trainlab.plots.compute.curve_plot import MANY_LINES, Axis, Line
from trainlab.probes import PROBES
from trainlab.record import STEP_CURVES, Trial
from trainlab.record.wording import curve_words

WIDE = 30.0
"""Final losses whose largest is this many times the smallest are drawn on a logarithmic axis."""

RATE = "learning_rate"

RATES_WIDE = 10.0
"""Learning rates and probes whose largest is this many times the smallest are drawn on a logarithmic axis."""

EXPLODED = 30.0
"""Losses whose picture reaches this many times the height of their starts are drawn on a logarithmic axis."""

UNITS = {"cross_entropy": "nats", "mse": "squared error", "mae": "absolute error"}

WORST_R2 = -1.0
"""What is below it has explained nothing: a picture need not go deeper."""


def metric_name(curve: str) -> str:
    """A curve's name in words, the layer after the measure.

    That of an evaluation of train says so: ``train_loss`` is the loss of single batches.
    """
    measure, _, layer = curve.partition(".")
    words = curve_words(measure)
    if metric_of(measure) is not None and measure.startswith("train_") and measure != "train_loss":
        words = f"evaluated {words}"
    return f"{words}, {layer}" if layer else words


def measure_of(curve: str) -> str:
    """What a curve of a layer measures: its name without the layer."""
    return curve.partition(".")[0]


def probe_unit(curve: str) -> str | None:
    """The unit of what a probe measures; ``share`` of a fraction of a whole, None of what has none."""
    measure = measure_of(curve)
    return next((probe.units[measure] for probe in PROBES.values() if measure in probe.units), None)


def is_loss(curve: str) -> bool:
    """Whether it is a loss, or an error: lower is better."""
    metric = metric_of(curve)
    return metric is not None and metric.better == "lower"


def is_share(curve: str) -> bool:
    """Whether it is a fraction of a whole, written as a percentage."""
    metric = metric_of(curve)
    return metric.unit == "share" if metric is not None else probe_unit(curve) == "share"


def is_noisy(curve: str) -> bool:
    """Whether it is measured on single batches."""
    return curve in STEP_CURVES and curve != RATE


def worst_value(curve: str) -> float:
    """The value given to a diverged trial; NaN where that says nothing about the curve."""
    if is_loss(curve):
        return np.inf
    return np.nan if metric_of(curve) is None else -np.inf


def loss_unit(curve: str, trials: Sequence[Trial]) -> str | None:
    """The unit of a loss, where all trials have the same one."""
    metric = metric_of(curve)
    losses = {str(trial.settings.get("loss")) for trial in trials}
    if metric is None or metric.name != "loss" or len(losses) != 1:
        return None
    return UNITS.get(losses.pop())


def spans_decades(curve: str, values: np.ndarray, borders: np.ndarray) -> bool:
    """Whether a curve needs a logarithmic axis: rates of trials far apart, or a positive curve of a probe.

    A schedule is drawn on a linear axis, where its shape is to be seen: what counts are the highest rates of
    the trials, not how far one rate falls.

    Args:
        curve: its name.
        values: (points of all,) its values, trial after trial.
        borders: (trials + 1,) where those of each trial begin.
    """
    if metric_of(curve) is not None or is_share(curve) or (curve != RATE and (values <= 0).any()):
        return False
    values = np.where(np.isfinite(values), values, 0).astype(float)
    if curve == RATE and values.size:
        values = np.maximum.reduceat(values, borders[:-1][np.diff(borders) > 0])
    positive = values > 0
    low = np.min(values, initial=np.inf, where=positive)
    return bool(np.max(values, initial=0.0, where=positive) > RATES_WIDE * low)


def is_exploded(curve: str, y: Axis, lines: Sequence[Line]) -> bool:
    """Whether the range of a loss contains only explosions: where few explode, they leave the picture."""
    starts = [float(line.y[0]) for line in lines]
    return is_loss(curve) and y.high is not None and y.high > EXPLODED * float(np.median(starts)) > 0


def outcome_axis(
    curve: str, trials: Sequence[Trial], lines: Sequence[Line], exploded: frozenset[int]
) -> Axis:
    """The y axis of final values: logarithmic for losses that differ by powers of ten.

    Args:
        curve: the curve whose final values are drawn.
        trials: the trials drawn; they tell the unit of the loss.
        lines: what is drawn.
        exploded: ids of the trials that exploded, which may leave the picture.
    """
    axis = metric_axis(curve, trials, lines, log=False)
    if not is_loss(curve):
        return axis
    values = np.concatenate([line.y for line in lines])
    log = bool(values.size and values.min() > 0 and values.max() > WIDE * values.min())
    calm = np.array([trial.final.get(curve, np.nan) for trial in trials if trial.id not in exploded])
    low, high = outcome_range(values, calm, log) or (None, None)
    return replace(axis, log=log, low=low, high=high)


def explained_range(lines: Sequence[np.ndarray]) -> tuple[float, float]:
    """The range of R2 to show, which has no lower end: all of it, but not far below the mean of the targets.

    Args:
        lines: (points,) values of each line; one that ends below ``WORST_R2``, but not ten times as deep, is
            shown to its end.
    """
    known = [values[np.isfinite(values)] for values in lines]
    known = [values for values in known if len(values)]
    if not known:
        return 0.0, 1.0
    ends = [float(values[-1]) for values in known]
    deep = min([WORST_R2, *(end for end in ends if end >= 10 * WORST_R2)])
    low, high = min(float(values.min()) for values in known), max(float(values.max()) for values in known)
    low = max(low, deep)
    high = max(high, low + 0.1)
    room = 0.04 * (high - low)
    return low - room, high + room


def metric_axis(curve: str, trials: Sequence[Trial], lines: Sequence[Line], log: bool) -> Axis:
    """The y axis of a curve.

    Args:
        curve: its name.
        trials: the trials drawn; they tell the unit of the loss.
        lines: what is drawn, for the range.
        log: whether the axis is logarithmic.
    """
    if is_loss(curve):
        unit = loss_unit(curve, trials)
        shown = [line.y for line in lines], [line.spans for line in lines]
        low, high = loss_range(*shown, log) or (None, None)
        return Axis(metric_name(curve) + (f" ({unit})" if unit else ""), log, low, high)
    if not is_share(curve):
        low, high = rate_range([line.y for line in lines], log) or (None, None)
        if metric_of(curve) is not None and lines:
            low, high = explained_range([line.y for line in lines])
        unit = probe_unit(curve)
        return Axis(metric_name(curve) + (f" ({unit})" if unit else ""), log, low, high)
    few = lines if len(lines) <= MANY_LINES else ()
    bands = [end for line in few for end in (line.low, line.high) if end is not None]
    low, high = (
        (fraction_range([*(line.y for line in lines), *bands]) or (None, None)) if not log else (None, None)
    )
    return Axis(f"{metric_name(curve)} (%)", log, low, high, percent=True)
