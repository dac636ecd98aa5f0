"""What notebooks show: tables and small pictures as HTML. Every text in it is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as escape_html

import numpy as np

from trainlab.plain import plain

WIDTH, HEIGHT = 160, 40
"""Pixels of the picture of a curve."""

POINTS = 160
"""Columns of the picture of a curve: one a pixel; each shows the smallest and the largest value in it."""

MARGIN = 2
"""Pixels around a curve, so that its line is not cut."""


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that was made here, and is not escaped again."""

    html: str


def escape(name: str) -> str:
    r"""A name as HTML: neither markup, nor anything that would hide or turn text around.

    >>> escape("<b>\u202e")
    '&lt;b&gt;\\u202e'
    """
    return escape_html(plain(name))


def text(value: object) -> str:
    """A text as HTML; markup stays what it is.

    >>> text("a < b"), text(Markup("<b>bold</b>"))
    ('a &lt; b', '<b>bold</b>')
    """
    return value.html if isinstance(value, Markup) else escape(str(value))


def paragraph(value: object, head: str = "") -> str:
    """A paragraph that begins with words in bold.

    >>> paragraph("2 trials", "moons")
    '<p><b>moons</b>: 2 trials</p>'
    """
    return f"<p><b>{escape(head)}</b>: {text(value)}</p>" if head else f"<p>{text(value)}</p>"


def lines(texts: Sequence[str]) -> Markup:
    """Texts one below the other; empty ones are left out.

    >>> lines(["0.5", "", "look at it"]).html
    '0.5<br>look at it'
    """
    return Markup("<br>".join(escape(one) for one in texts if one))


def table(heads: Sequence[object], rows: Sequence[Sequence[object]]) -> str:
    """A table.

    Args:
        heads: names of the columns.
        rows: their cells, texts or markup.

    >>> table(["trial", "net"], [[0, "2-4-2"]])
    '<table><thead><tr><th>trial</th><th>net</th></tr></thead><tbody><tr><td>0</td><td>2-4-2</td></tr></tbody></table>'
    """
    head = "".join(f"<th>{text(name)}</th>" for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def curve_picture(values: np.ndarray, *, width: int = WIDTH, height: int = HEIGHT) -> Markup:
    """A curve as a small picture without axes: left to right, the smallest value at the bottom.

    Args:
        values: (points,) the curve; values that are not finite are left out.
        width, height: pixels.

    Returns:
        An inline SVG; empty where the curve has no value.
    """
    known = np.flatnonzero(np.isfinite(values))
    if not known.size:
        return Markup("")
    curve = np.asarray(values, np.float64)[known]
    starts = np.unique(np.linspace(0, curve.size - 1, min(curve.size, POINTS)).astype(int))
    low, high = np.minimum.reduceat(curve, starts), np.maximum.reduceat(curve, starts)
    last = max(int(known[-1]), 1)
    across = MARGIN + known[starts] / last * (width - 2 * MARGIN)
    bottom, top = float(curve.min()), float(curve.max())
    scale = (height - 2 * MARGIN) / ((top - bottom) or 1)
    ends = height - MARGIN - (np.column_stack([high, low]) - bottom) * scale
    places = [(x, y) for x, pair in zip(across, ends, strict=True) for y in dict.fromkeys(pair.tolist())]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    label = f"from {curve[0]:.3g} to {curve[-1]:.3g}, between {bottom:.3g} and {top:.3g}"
    return Markup(
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{label}"><title>{label}</title><polyline points="{points}" fill="none" '
        'stroke="currentColor" stroke-width="1.2"/></svg>'
    )


def image_picture(image: np.ndarray, label: str, *, pixel: int = 2) -> Markup:
    """An image as an inline SVG, one rectangle a run of equal pixels in a row.

    Args:
        image: (height, width) shades or (height, width, 3) colours from 0 (black) to 1 (white).
        label: what it shows.
        pixel: pixels of the screen that one of the image takes each way.
    """
    levels = (np.clip(np.nan_to_num(image), 0, 1) * 255).round().astype(int)
    if levels.ndim == 2:
        levels = np.repeat(levels[..., None], 3, axis=2)
    height, width = levels.shape[:2]
    parts = []
    for row, line in enumerate(levels):
        begins = np.flatnonzero(np.r_[True, (line[1:] != line[:-1]).any(axis=1)])
        for begin, end in zip(begins, np.r_[begins[1:], width], strict=True):
            red, green, blue = line[begin]
            if red or green or blue:
                parts.append(
                    f'<rect x="{begin}" y="{row}" width="{end - begin}" height="1" '
                    f'fill="#{red:02x}{green:02x}{blue:02x}"/>'
                )
    return Markup(
        f'<svg width="{width * pixel}" height="{height * pixel}" viewBox="0 0 {width} {height}" role="img" '
        f'shape-rendering="crispEdges" style="background:#000"><title>{escape(label)}</title>'
        f"{''.join(parts)}</svg>"
    )
