"""An empty figure of a dataset: its title above, its notes below, and room between them."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from trainlab.plain import plain
from trainlab.plots.draw import style


def framed_figure(width: float, height: float, title: str, notes: Sequence[str]) -> Figure:
    """An empty figure with ``width`` by ``height`` inches of room between its title and its notes."""
    room_width, width = width, max(width, style.NARROWEST)
    lines = style.wrap_notes(notes, width)
    below = style.NOTE_HEIGHT * len(lines) + (style.EDGE if lines else 0.0)
    total = height + style.TITLE_HEIGHT + below
    room = ConstrainedLayoutEngine(
        rect=(0.0, below / total, room_width / width, 1 - (style.TITLE_HEIGHT + below) / total)
    )
    figure = Figure(figsize=(width, total), dpi=style.DPI, layout=room)
    FigureCanvasAgg(figure)
    edge = style.EDGE / width
    figure.text(
        edge, 1 - style.EDGE / total, plain(title), ha="left", va="top", fontsize=11, fontweight="bold",
    )  # fmt: skip
    for place, line in enumerate(reversed(lines)):
        bottom = (style.EDGE + style.NOTE_HEIGHT * place) / total
        figure.text(edge, bottom, line, ha="left", va="bottom", fontsize=7.5, color=style.FAINT)
    return figure


def short_name(name: str, most: int = 24) -> str:
    """A name that fits, shortened in its middle."""
    name = plain(name)
    return name if len(name) <= most else f"{name[: most // 2]}…{name[len(name) - most // 2 + 1 :]}"
