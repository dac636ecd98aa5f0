"""How figures look."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from matplotlib import rc_context

from trainlab.plain import plain

DPI = 150

PANEL = (6.4, 4.2)
"""Inches of a single panel with its axes."""

SMALL_PANEL = (3.2, 2.8)
"""Inches of one of several panels."""

NARROWEST = 5.0
"""Inches a title needs at least."""

MAX_PANELS_ACROSS = 4

LEGEND_WIDTH = 1.4
"""Inches beside the panels for a legend or a colour bar, at least."""

HANDLE = 0.55
"""Inches of a legend besides its words."""

LEGEND_LETTER = 0.068
"""Inches a letter of a legend, or of a tick, is wide."""

LONGEST_LABEL = 44
"""Letters of a legend's entry; longer ones are cut in their middle."""

EDGE = 0.08
TITLE_HEIGHT = 0.32
NOTE_HEIGHT = 0.18
"""Inches at the edges, for the title, and for a line of notes."""

LETTER = 0.059
"""Inches a letter of the notes is wide, among digits and underscores too."""

INK = "#262626"
FAINT = "#6b6b6b"

_PARAMETERS: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 9.5,
    "text.color": INK,
    "text.parse_math": False,  # names of people and files may hold dollar signs
    "text.usetex": False,
    "axes.formatter.use_mathtext": False,
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
}


TICKS: dict[str, Any] = {
    "color": _PARAMETERS["xtick.color"],
    "labelcolor": INK,
    "labelsize": _PARAMETERS["xtick.labelsize"],
    "grid_color": _PARAMETERS["grid.color"],
    "grid_linewidth": _PARAMETERS["grid.linewidth"],
}
"""For ``Axes.tick_params``: ticks are made when a figure is written, after the style is over."""


def cut_middle(text: str, most: int = LONGEST_LABEL) -> str:
    """A text that fits, cut in its middle.

    >>> cut_middle("conv3x3x16 maxpool2 conv3x3x32 maxpool2 dense10", 24)
    'conv3x3x16 m…l2 dense10'
    """
    text = plain(text)
    return text if len(text) <= most else f"{text[: most // 2]}…{text[len(text) - (most - 1) // 2 + 1 :]}"


@contextmanager
def figure_style() -> Iterator[None]:
    """The style, for as long as a figure is being made; a user's own matplotlib settings come back after."""
    with rc_context(_PARAMETERS):
        yield


def wrap_notes(notes: Sequence[str], width: float) -> list[str]:
    """Put remarks on as few lines as fit.

    Args:
        notes: the remarks.
        width: inches the figure is wide.
    """
    letters = max(int((width - 2 * EDGE) / LETTER), 1)
    lines: list[str] = []
    for note in map(plain, notes):
        joined = f"{lines[-1]}  ·  {note}" if lines else note
        if lines and len(joined) <= letters:
            lines[-1] = joined
        else:
            lines += textwrap.wrap(note, letters)
    return lines
