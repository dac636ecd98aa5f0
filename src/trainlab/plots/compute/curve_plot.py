"""What a figure shows, as numbers: computed first and tested, drawn afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from trainlab.settings import Value

MANY_LINES = 12
"""With more lines than this they are drawn thinner, and their bands fainter."""

MAX_BANDS = 30
"""With more lines than this their bands cover each other and are left out."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis.

    Attributes:
        label: what it measures, with its unit.
        log: whether it is logarithmic.
        low, high: the range shown; None leaves it to the data.
        percent: whether its numbers are fractions to be written as percentages.
        whole: whether only whole numbers have a meaning on it.
        ticks: places that need a label of their own, by place; empty leaves ticks to the axis.
    """

    label: str
    log: bool = False
    low: float | None = None
    high: float | None = None
    percent: bool = False
    whole: bool = False
    ticks: Mapping[float, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ColorKey:
    """What colours mean: a function of a setting and of the values a study gave it, nothing else.

    Attributes:
        settings: the setting, followed by those that change together with it; empty if colour means nothing.
        kind: ``legend`` lists every value, ``scale`` is a colour bar, ``none`` explains nothing.
        colors: value -> hexadecimal colour.
        labels: value -> how the legend writes it.
        low, high, log: the range and the scale of the colour bar.
    """

    settings: tuple[str, ...]
    kind: Literal["none", "legend", "scale"]
    colors: Mapping[Value | None, str]
    labels: Mapping[Value | None, str] = field(default_factory=dict)
    low: float = 0.0
    high: float = 1.0
    log: bool = False


@dataclass(frozen=True, slots=True)
class StyleKey:
    """What line styles mean.

    Attributes:
        settings: the setting, followed by those that change together with it; empty if style means nothing.
        styles: value -> matplotlib line style.
        labels: value -> how the legend writes it.
    """

    settings: tuple[str, ...] = ()
    styles: Mapping[Value | None, str] = field(default_factory=dict)
    labels: Mapping[Value | None, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """Trials that differ in their seed only, as one line.

    Attributes:
        label: the varied settings it represents.
        trials: ids of its trials.
        seeds: the most trials that one point summarises.
        color, style: how it is drawn.
        x, y: (points,) the median over seeds.
        low, high: (points,) the band over seeds, infinite where it leaves every picture; None for one trial.
        raw: (2, raw points) x and y before smoothing, where they are shown; else None.
        ends: (2, diverged trials) x and y of the last finite value of each diverged trial.
        stops: (2, stopped trials) x and y of the last value of each trial that stopped early.
        window: points of the running mean that y shows; 1 for none.
        spans: (3, calm trials) of each trial that did not explode: its lowest value, the one that 95% of its
            points stay below, and its start.
        marked: whether every point is marked.
        joined: whether the points are joined to a line; those of names are not.
    """

    label: str
    trials: tuple[int, ...]
    seeds: int
    color: str
    style: str
    x: np.ndarray
    y: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None
    raw: np.ndarray | None = None
    ends: np.ndarray = field(default_factory=lambda: np.empty((2, 0)))
    stops: np.ndarray = field(default_factory=lambda: np.empty((2, 0)))
    window: int = 1
    spans: np.ndarray = field(default_factory=lambda: np.empty((3, 0)))
    marked: bool = False
    joined: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """Lines that share a pair of axes.

    Attributes:
        title: the value the panel represents; empty if there is one panel only.
        lines: the lines, in the order they are drawn.
        x, y: its own axes; None where all panels share theirs.
    """

    title: str
    lines: tuple[Line, ...]
    x: Axis | None = None
    y: Axis | None = None


@dataclass(frozen=True, slots=True)
class CurvePlot:
    """A figure before it is drawn.

    Attributes:
        title: what it shows.
        x, y: the axes all panels have.
        panels: the panels, in reading order.
        colors, styles: what colours and line styles mean.
        notes: short remarks printed below the figure: bands, smoothing, what leaves the picture.
    """

    title: str
    x: Axis
    y: Axis
    panels: tuple[Panel, ...]
    colors: ColorKey
    styles: StyleKey
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines of all panels."""
        return tuple(line for panel in self.panels for line in panel.lines)


def has_bands(lines: Sequence[Line]) -> bool:
    """Whether bands over seeds are drawn: not where there are so many lines that bands would hide them."""
    return sum(line.joined for line in lines) <= MAX_BANDS
