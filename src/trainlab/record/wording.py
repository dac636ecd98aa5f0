"""How values and lists are put into sentences, tables and legends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from trainlab.metrics import metric_of
from trainlab.record import Trial
from trainlab.settings import Value, format_value

MAX_LISTED = 6
"""A list of trials longer than this is cut short."""


def short_value(value: Value | None) -> str:
    """A value in four digits, which is what a table or a legend has room for.

    >>> short_value(3.59381), short_value(0.9999), short_value(1098), short_value(None)
    ('3.594', '0.9999', '1098', '-')
    """
    return f"{value:.4g}" if isinstance(value, float) else format_value(value)


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain_number(value: float) -> str:
    """A number as an axis writes it: plain where that is short, a power of ten elsewhere.

    >>> plain_number(0.05), plain_number(1500.0), plain_number(1e-7)
    ('0.05', '1,500', '10⁻⁷')
    """
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        return f"{value:,.6g}"
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    factor = f"{value / 10**exponent:.3g}"
    power = f"10{str(exponent).translate(_RAISED)}"
    return power if factor == "1" else f"{factor}×{power}"


def percent(fraction: float, digits: int = 1) -> str:
    """A fraction as a percentage that says 100% or 0% only where it is.

    >>> percent(1.0), percent(0.99962), percent(0.71428), percent(-0.0002)
    ('100.0%', '99.96%', '71.4%', '-0.02%')
    """
    size = abs(fraction)
    while 0 < size < 1 and digits < 6 and float(f"{100 * size:.{digits}f}") in (0.0, 100.0):
        digits += 1
    return f"{100 * fraction:.{digits}f}%"


def curve_words(curve: str) -> str:
    """What a curve is called in a sentence.

    >>> curve_words("validation_rmse"), curve_words("evaluated_train_loss"), curve_words("learning_rate")
    ('validation RMSE', 'evaluated train loss', 'learning rate')
    """
    metric = metric_of(curve)
    if metric is None:
        return curve.replace("_", " ")
    return f"{curve.removesuffix(metric.name).replace('_', ' ')}{metric.title}"


def in_unit(value: float, digits: int = 4) -> str:
    """A number in the unit of a target: four digits, and all that are before the point up to a billion.

    >>> in_unit(53.1234), in_unit(12345.6), in_unit(2.5e-7), in_unit(-3e12)
    ('53.12', '12,346', '2.5e-07', '-3e+12')
    """
    whole = 10 ** (digits - 1) <= abs(value) < 1e9
    return f"{value:,.0f}" if whole else f"{value:,.{digits}g}"


def measured_value(curve: str, value: float, digits: int = 1) -> str:
    """A value of a curve: a share as a percentage, an error in the unit of the target.

    >>> measured_value("validation_accuracy", 0.9712), measured_value("validation_rmse", 53.1234)
    ('97.1%', '53.12')
    """
    metric = metric_of(curve)
    if metric is not None and metric.unit == "share":
        return percent(value, digits)
    return in_unit(value) if metric is not None and metric.unit == "target" else f"{value:.4g}"


def describe_settings(trial: Trial, names: Iterable[str]) -> str:
    """Some settings of a trial, as in ``learning_rate=0.1, l2=0``; those it has not are left out."""
    settings = trial.settings
    return ", ".join(f"{name}={short_value(settings[name])}" for name in names if name in settings)


def list_trials(ids: Sequence[int]) -> str:
    """Trial numbers in words.

    >>> list_trials([3]), list_trials([1, 2, 3, 4, 5, 6, 7])
    ('trial 3', 'trials 1, 2, 3, 4 and 3 more')
    """
    if len(ids) == 1:
        return f"trial {ids[0]}"
    if len(ids) <= MAX_LISTED:
        return f"trials {', '.join(map(str, ids))}"
    shown = ids[: MAX_LISTED - 2]
    return f"trials {', '.join(map(str, shown))} and {len(ids) - len(shown)} more"
