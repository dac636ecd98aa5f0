"""One colour for one value of a setting, in every figure of a study."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import ListedColormap, to_hex

from trainlab.plots.compute.curve_plot import ColorKey, StyleKey
from trainlab.record import StudyInfo, Trial
from trainlab.record.facts import scale_of
from trainlab.record.groups.varied import given_values, numeric_values, varied_values
from trainlab.record.wording import short_value
from trainlab.settings import SETTINGS, Value

MAX_IN_LEGEND = 8
"""A numeric setting with more values gets a colour scale instead of a legend."""

MAX_STYLES = 4
"""More line styles than this cannot be distinguished."""

CATEGORIES = (
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00",
    "#56b4e9", "#222222", "#8c6d1f", "#8a8a8a", "#882255",
)  # fmt: skip
"""Okabe & Ito's colours (https://jfly.uni-koeln.de/color/), which colour-blind people can tell apart, with
yellow darkened until it is readable on white, and two more."""

STYLES = ("solid", "dashed", "dotted", "dashdot")

_VIRIDIS = colormaps["viridis"](np.linspace(0.0, 0.9, 256))

SCALE = ListedColormap(_VIRIDIS, name="trainlab")
"""Viridis without its lightest tenth, which is lost on white."""

ONLY = CATEGORIES[0]
"""The colour of lines that represent no value."""


def shades(places: Sequence[float] | np.ndarray) -> list[str]:
    """Hexadecimal colours of places on the scale, from 0 to 1: all at once, which is much less work."""
    return [to_hex(color) for color in SCALE(np.asarray(places, float))]


def color_key(info: StudyInfo, trials: Sequence[Trial], settings: tuple[str, ...]) -> ColorKey:
    """The colours of a setting's values.

    Args:
        info: the study.
        trials: all of its trials: the values of all decide, whatever is drawn.
        settings: the setting, and those that change together with it; empty for one colour.
    """
    if not settings:
        return ColorKey((), "none", {})
    name = settings[0]
    values = varied_values(trials, name)
    numbers = numeric_values(info, trials, name)
    if numbers is not None and len(numbers) > MAX_IN_LEGEND:
        return _scale(settings, values, numbers)
    choices = SETTINGS[name].choices if name in SETTINGS else ()
    if numbers is None and len(values) > len(CATEGORIES):
        places = np.linspace(0.0, 1.0, len(values))
        colors = dict(zip(values, shades(places), strict=True))
    elif choices:
        # A choice has its colour from the table: adam looks the same in every study.
        colors = {
            value: CATEGORIES[choices.index(value) % len(CATEGORIES)] for value in values if value in choices
        }
    elif numbers is not None and len(numbers) > 2:
        places = np.linspace(0.0, 1.0, len(numbers))
        colors = dict(zip(numbers, shades(places), strict=True))
    else:
        colors = {value: CATEGORIES[place % len(CATEGORIES)] for place, value in enumerate(values)}
    colors |= {value: CATEGORIES[-2] for value in values if value not in colors}
    order = given_values(trials, name)
    return ColorKey(
        settings, "legend", {value: colors[value] for value in order}, _labels(trials, settings, order)
    )


def _scale(
    settings: tuple[str, ...], values: Sequence[Value | None], numbers: dict[Value, float]
) -> ColorKey:
    log = scale_of(settings[0]) == "log" and sum(number > 0 for number in numbers.values()) > 1
    shown = [number for number in numbers.values() if number > 0 or not log]
    low, high = min(shown), max(shown)
    placed = {
        value: number for value in values if value is not None and (number := numbers.get(value)) is not None
    }
    if log:
        places = [math.log(max(number, low) / low) / math.log(high / low) for number in placed.values()]
    else:
        places = [(number - low) / (high - low) for number in placed.values()]
    found = dict(zip(placed, shades(places), strict=True))
    colors = {
        value: CATEGORIES[-2] if value is None else found.get(value, CATEGORIES[-2]) for value in values
    }
    return ColorKey(settings, "scale", colors, low=low, high=high, log=log)


def style_key(info: StudyInfo, trials: Sequence[Trial], settings: tuple[str, ...]) -> StyleKey:
    """The line styles of a setting's values; none where there are too many of them."""
    if not settings:
        return StyleKey()
    values = varied_values(trials, settings[0])
    numbers = numeric_values(info, trials, settings[0])
    order = [*numbers] if numbers is not None else []
    order += [value for value in values if value not in order]
    if len(order) > MAX_STYLES:
        return StyleKey()
    styles = dict(zip(order, STYLES, strict=False))
    given = given_values(trials, settings[0])
    return StyleKey(settings, {value: styles[value] for value in given}, _labels(trials, settings, given))


def _labels(
    trials: Sequence[Trial], settings: tuple[str, ...], order: Sequence[Value | None]
) -> dict[Value | None, str]:
    rows = {trial.settings.get(settings[0]): trial.settings for trial in trials}
    return {value: ", ".join(short_value(rows[value].get(name)) for name in settings) for value in order}
