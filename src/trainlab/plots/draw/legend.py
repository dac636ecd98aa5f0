"""The legends of colours and line styles, beside the panels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from trainlab.plain import plain
from trainlab.plots.compute.curve_plot import ColorKey, CurvePlot
from trainlab.plots.compute.legend.colors import SCALE
from trainlab.plots.draw import style
from trainlab.plots.draw.names import add_legend
from trainlab.plots.draw.style import INK, TICKS
from trainlab.plots.draw.ticks import FEW_DECADES
from trainlab.record.wording import plain_number

MAX_IN_COLUMN = 24


def add_color_bar(figure: Figure, axes: list[Axes], key: ColorKey) -> None:
    """A colour bar beside all panels, if the colours are a scale."""
    if key.kind != "scale":
        return
    norm = LogNorm(key.low, key.high) if key.log else Normalize(key.low, key.high)
    bar = figure.colorbar(
        ScalarMappable(norm, SCALE), ax=axes, aspect=32, pad=0.02, label=", ".join(key.settings),
        format=FuncFormatter(lambda value, _: plain_number(value)),
    )  # fmt: skip
    if key.log and math.log10(key.high / key.low) > FEW_DECADES:
        bar.minorticks_off()  # nobody reads them, and they take a sixth of the time of saving the figure
    bar.ax.tick_params(which="both", **TICKS)
    bar.outline.set_visible(False)


def legend_width(plot: CurvePlot) -> float:
    """Inches that the keys of a figure take beside its panels."""
    if plot.colors.kind == "none" and not plot.styles.settings:
        return 0.0
    drawn = {line.color for line in plot.lines}
    words = [*plot.styles.labels.values(), *plot.styles.settings]
    if plot.colors.kind == "legend":
        words += [plot.colors.labels[value] for value, color in plot.colors.colors.items() if color in drawn]
        words += plot.colors.settings
    longest = max((len(style.cut_middle(word)) for word in words), default=0)
    return max(style.LEGEND_WIDTH, style.HANDLE + style.LEGEND_LETTER * longest)


def add_legends(figure: Figure, plot: CurvePlot) -> None:
    """A legend of colours and one of line styles, where they mean something, beside the panels."""
    titled: list[tuple[str, list[tuple[str, Line2D]]]] = []
    if plot.colors.kind == "legend":
        drawn = {line.color for line in plot.lines}
        shown = [
            (plot.colors.labels[value], color)
            for value, color in plot.colors.colors.items()
            if color in drawn
        ]
        titled.append(
            (_heading(plot.colors.settings), [(label, _sign(color, "solid")) for label, color in shown])
        )
    if plot.styles.settings:
        drawn = {line.style for line in plot.lines}
        shown = [
            (plot.styles.labels[value], dash) for value, dash in plot.styles.styles.items() if dash in drawn
        ]
        titled.append((_heading(plot.styles.settings), [(label, _sign(INK, dash)) for label, dash in shown]))
    places = ("outside right upper", "outside right lower")
    for place, (title, named) in zip(places, titled, strict=False):
        columns = -(-len(named) // MAX_IN_COLUMN)
        add_legend(
            figure, [sign for _, sign in named], [style.cut_middle(label) for label, _ in named],
            title=title, loc=place, ncols=columns, alignment="left",
        )  # fmt: skip


def _heading(settings: Sequence[str]) -> str:
    return ",\n".join(map(plain, settings))


def _sign(color: str, dash: Any) -> Line2D:
    return Line2D([], [], color=color, linestyle=dash, linewidth=1.8)
