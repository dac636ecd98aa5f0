"""How figures look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

DPI = 150

PANEL = (6.4, 4.2)
"""Inches of a single panel with its axes."""

SMALL_PANEL = (3.3, 2.9)
"""Inches of one of several panels."""

MOST_PANELS_ACROSS = 4

LEGEND_WIDTH = 1.4
"""Inches beside the panels for a legend or a colour bar."""

INK = "#262626"
FAINT = "#6b6b6b"

_PARAMETERS = {
    "font.family": "sans-serif",
    "font.size": 9.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#9a9a9a",
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.titlesize": 9.5,
    "grid.color": "#e6e6e6",
    "grid.linewidth": 0.7,
    "xtick.color": "#9a9a9a",
    "ytick.color": "#9a9a9a",
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "legend.title_fontsize": 8.5,
    "legend.handlelength": 1.8,
    "path.simplify_threshold": 0.2,
    "agg.path.chunksize": 10_000,
    "svg.hashsalt": "trainlab",
}


@contextmanager
def figure_style() -> Iterator[None]:
    """The style, for as long as a figure is being drawn; a user's own matplotlib settings come back after."""
    from matplotlib import rc_context

    with rc_context():
        from matplotlib import rcParams

        rcParams.update(_PARAMETERS)
        yield
