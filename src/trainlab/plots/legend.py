"""What colours and line styles mean, beside the panels."""

from __future__ import annotations

import math

from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from trainlab.plots.colors import SCALE
from trainlab.plots.plot import ColorKey, CurvePlot
from trainlab.plots.style import INK, TICKS
from trainlab.plots.ticks import FEW_DECADES, plain_number

MOST_IN_COLUMN = 24


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


def add_legends(figure: Figure, plot: CurvePlot) -> None:
    """A legend of colours and one of line styles, where they mean something, beside the panels."""
    drawn_colors = {line.color for line in plot.lines}
    drawn_styles = {line.style for line in plot.lines}
    handles: list[Line2D] = []
    titled: list[tuple[str, list[Line2D]]] = []
    if plot.colors.kind == "legend":
        handles = [
            Line2D([], [], color=color, linewidth=2, label=plot.colors.labels[value])
            for value, color in plot.colors.colors.items() if color in drawn_colors
        ]  # fmt: skip
        titled.append((",\n".join(plot.colors.settings), handles))
    if plot.styles.settings:
        handles = [
            Line2D([], [], color=INK, ls=style, linewidth=1.4, label=plot.styles.labels[value])
            for value, style in plot.styles.styles.items() if style in drawn_styles
        ]  # fmt: skip
        titled.append((",\n".join(plot.styles.settings), handles))
    places = ("outside right upper", "outside right lower")
    for place, (title, handles) in zip(places, titled, strict=False):
        columns = -(-len(handles) // MOST_IN_COLUMN)
        figure.legend(handles=handles, title=title, loc=place, ncols=columns, alignment="left")
