"""Numbers along an axis, written as people write them."""

from __future__ import annotations

import math

from matplotlib.axis import Axis as DrawnAxis
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from trainlab.plots.compute.curve_plot import Axis
from trainlab.plots.draw import style
from trainlab.plots.draw.names import name_ticks
from trainlab.record.wording import plain_number

FEW_DECADES = 2.0
"""A logarithmic axis shorter than this also has 2 and 5 of every power of ten labelled."""

SLANT = 25
"""Degrees by which long labels are slanted."""

MAX_LETTERS = 30
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
        short = [style.cut_middle(label, MAX_LETTERS) for label in labels]
        name_ticks(drawn, list(axis.ticks), short, rotation=SLANT, ha="right", rotation_mode="anchor")
