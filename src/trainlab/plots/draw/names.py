"""Names in figures: plain text, never mathematics or markup, whatever characters they contain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text

from trainlab.plain import plain


def make_plain(figure: Figure) -> Figure:
    """Make every text of a figure appear as it is written; the last step of each function that draws one."""
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        text.set_parse_math(False)
        text.set_text(plain(text.get_text(), lines=True))
    return figure


def name_ticks(drawn: Axis, places: Sequence[float], names: Sequence[str], **how: Any) -> None:
    """Write names at places of an axis.

    Args:
        drawn: the axis.
        places: where.
        names: what, one for each place.
        how: the looks of a text, as matplotlib has them.
    """
    drawn.set_ticks(list(places), labels=list(map(plain, names)), parse_math=False, **how)


def add_legend(owner: Axes | Figure, handles: Sequence[Artist], names: Sequence[str], **how: Any) -> None:
    """Add a legend whose names may begin with an underscore, which matplotlib takes for "leave this out".

    Args:
        owner: what it is the legend of.
        handles: the signs.
        names: what each means.
        how: as ``owner.legend`` has it.
    """
    if not handles:
        return
    numbers = [str(number) for number in range(len(handles))]
    legend = owner.legend(handles=list(handles), labels=numbers, **how)
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set(text=plain(name), parse_math=False)
