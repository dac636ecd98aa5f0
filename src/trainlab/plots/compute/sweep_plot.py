"""What a figure of a sweep shows, as numbers: curves against a setting, and the marks derived from them."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.plots.compute.curve_plot import Axis, Line


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the x axis: a vertical line, with its interval shaded.

    Attributes:
        label: what it is, with its value; what the legend says.
        x: the place.
        low, high: ends of its interval; both ``x`` for none, infinite where it is open.
        color, style: how it is drawn.
    """

    label: str
    x: float
    low: float
    high: float
    color: str
    style: str = "solid"


@dataclass(frozen=True, slots=True)
class SweepPlot:
    """A figure of a sweep before it is drawn.

    Attributes:
        title: what it shows.
        x, y: the axes.
        lines: curves against the setting that was swept, with their labels for the legend.
        marks: places on the x axis.
        notes: short remarks printed below the figure.
    """

    title: str
    x: Axis
    y: Axis
    lines: tuple[Line, ...]
    marks: tuple[Mark, ...]
    notes: tuple[str, ...] = ()
