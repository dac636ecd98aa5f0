"""Numbers along an axis, written as people write them."""

from __future__ import annotations

import math

from matplotlib.axis import Axis as DrawnAxis
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from trainlab.plots import style
from trainlab.plots.names import name_ticks
from trainlab.plots.plot import Axis

FEW_DECADES = 2.0
"""A logarithmic axis shorter than this also has 2 and 5 of every power of ten labelled."""

SLANT = 25
"""Degrees by which long labels are slanted."""

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

MOST_LETTERS = 30
"""Letters of a slanted label."""


def set_ticks(drawn: DrawnAxis, axis: Axis, shown: tuple[float, float]) -> None:
    """Choose where an axis has numbers, and how they are written.

    Args:
        drawn: matplotlib's axis, its scale and limits set.
        axis: what it shows.
        shown: its limits.
    """
    unit = 100 if axis.percent else 1
    if axis.ticks:
        name_ticks(drawn, list(axis.ticks), list(axis.ticks.values()))
        drawn.set_minor_formatter(NullFormatter())
    elif axis.log:
        few = math.log10(shown[1] / shown[0]) < FEW_DECADES
        drawn.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if few else (1.0,)))
        drawn.set_major_formatter(FuncFormatter(lambda value, _: plain_number(value * unit)))
        drawn.set_minor_formatter(NullFormatter())
    else:
        if axis.whole:
            drawn.set_major_locator(MaxNLocator(nbins="auto", steps=[1, 2, 2.5, 5, 10], integer=True))
        drawn.set_major_formatter(FuncFormatter(lambda value, _: plain_number(value * unit)))


def turn_long_ticks(drawn: DrawnAxis, axis: Axis) -> None:
    """Slant the labels of named places, and cut them in their middle, where they would overprint."""
    labels = list(axis.ticks.values())
    if sum(len(label) + 2 for label in labels) * style.LEGEND_LETTER > style.PANEL[0] - 1.0:
        short = [style.cut_middle(label, MOST_LETTERS) for label in labels]
        name_ticks(drawn, list(axis.ticks), short, rotation=SLANT, ha="right", rotation_mode="anchor")


def plain_number(value: float) -> str:
    """A number as an axis writes it: plain where that is short, a power of ten elsewhere.

    >>> plain_number(0.05), plain_number(1500.0), plain_number(1e-7)
    ('0.05', '1,500', '10⁻⁷')
    """
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        return f"{value:,.6g}"
    exponent = math.floor(math.log10(abs(value)) + 1e-9)
    factor = f"{value / 10**exponent:.3g}"
    power = f"10{str(exponent).translate(RAISED)}"
    return power if factor == "1" else f"{factor}×{power}"
