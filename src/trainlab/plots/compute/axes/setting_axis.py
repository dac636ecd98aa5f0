"""A setting, or a fact of trials such as their parameters, as an x axis."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from trainlab.errors import PlotError
from trainlab.plots.compute.curve_plot import Axis
from trainlab.record import StudyInfo, Trial
from trainlab.record.facts import FACTS, fact, scale_of
from trainlab.record.groups.varied import given_values, numeric_values
from trainlab.record.wording import plain_number, short_value
from trainlab.settings import Value

MAX_LABELLED = 8
"""Up to this many values each has its own number on the axis."""

EDGE = 0.03
"""Room left and right of the outermost values, of the axis's length."""

BELOW = 10.0
"""Zero is drawn this many times below the smallest positive value, on a logarithmic axis."""


def setting_axis(
    info: StudyInfo, trials: Sequence[Trial], name: str
) -> tuple[dict[Value | None, float], Axis]:
    """Where the values of a setting lie, and the axis they lie on.

    Numbers are spaced by the scale of the settings table, names evenly, in the order given. Zero cannot be
    drawn on a logarithmic axis; it is put at its left end, labelled 0.

    Args:
        info: the study.
        trials: the trials shown.
        name: the setting.
    """
    numbers = numeric_values(info, trials, name)
    if numbers is None:
        values = given_values(trials, name)
        labels = {float(place): short_value(value) for place, value in enumerate(values)}
        axis = Axis(name, low=-0.5, high=len(values) - 0.5, ticks=labels)
        return {value: float(place) for place, value in enumerate(values)}, axis
    positive = [number for number in numbers.values() if number > 0]
    log = scale_of(name) == "log" and len(positive) > 1
    places = {
        value: number if number > 0 or not log else min(positive) / BELOW for value, number in numbers.items()
    }
    low, high = min(places.values()), max(places.values())
    margin = (high / low) ** EDGE if log else EDGE * (high - low)
    axis = Axis(
        name, log, low / margin if log else low - margin, high * margin if log else high + margin,
        ticks=_ticks(places, log),
    )  # fmt: skip
    return {**places}, axis


def _ticks(places: Mapping[Value, float], log: bool) -> dict[float, str]:
    """Labels of the axis; none where its own numbers will do."""
    if len(places) <= MAX_LABELLED:
        return {place: short_value(value) for value, place in places.items()}
    if not log or 0 not in places:
        return {}
    low, high = min(place for value, place in places.items() if value != 0), max(places.values())
    decades = range(math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9) + 1)
    return {places[0]: "0"} | {10.0**decade: plain_number(10.0**decade) for decade in decades}


def with_fact(info: StudyInfo, trials: Sequence[Trial], name: str) -> tuple[StudyInfo, list[Trial]]:
    """A study whose trials have a fact among their settings.

    Args:
        info: the study.
        trials: its trials.
        name: one of ``FACTS``.

    Raises:
        PlotError: no trial has it, or all have the same.
    """
    known = {trial.id: value for trial in trials if (value := fact(info, trial, name)) is not None}
    if not known:
        how = f": '{FACTS[name].get_it}' measures it" if FACTS[name].get_it else ""
        raise PlotError(f"no trial of study {info.name} has {name} yet{how}.")
    if len(set(known.values())) == 1:
        raise PlotError(f"all trials of study {info.name} have the same {name}: {known.popitem()[1]:g}.")
    if FACTS[name].whole:  # as a whole number it is written out, not as 1.361e+05
        known = {trial: int(value) for trial, value in known.items()}
    settings = [
        {**trial.settings, **({name: known[trial.id]} if trial.id in known else {})} for trial in trials
    ]
    changed = [replace(trial, settings=one) for trial, one in zip(trials, settings, strict=True)]
    return replace(info, varied=(*info.varied, name)), changed
