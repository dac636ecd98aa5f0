"""Notebook markup: everything is escaped, and pictures show the extremes of what they draw."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trainlab.markup import HEIGHT, MARGIN, Markup, curve_picture, image_picture, lines, paragraph, table

EVIL = "<script>alert('x')</script>\"&"


def places(picture: Markup) -> np.ndarray:
    """(points, 2) of the line that is drawn."""
    [points] = re.findall('points="([^"]*)"', picture.html)
    return np.array([[float(number) for number in point.split(",")] for point in points.split()])


def test_texts_of_strangers_are_never_markup():
    for made in (paragraph(EVIL, EVIL), table([EVIL], [[EVIL]]), lines([EVIL, EVIL]).html,
                 image_picture(np.zeros((1, 1)), EVIL).html):  # fmt: skip
        assert "<script" not in made
        assert "&lt;script&gt;" in made


def test_markup_is_not_escaped_again():
    assert "<td><b>2</b></td>" in table(["a"], [[Markup("<b>2</b>")]])


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=2000))
def test_the_extremes_of_a_curve_are_drawn(values):
    down = places(curve_picture(np.array(values)))[:, 1]
    top, bottom = MARGIN, HEIGHT - MARGIN
    if max(values) > min(values) and max(values) - min(values) > 1e-9 * max(map(abs, values)):
        assert (down.min(), down.max()) == (top, bottom)
    assert (down >= top - 0.1).all()
    assert (down <= bottom + 0.1).all()


def test_what_is_not_finite_is_left_out():
    line = places(curve_picture(np.array([np.nan, 3.0, np.inf, 1.0, np.nan])))
    assert len(line) == 2
    assert curve_picture(np.full(3, np.nan)).html == ""


def test_an_image_is_drawn_row_by_row():
    picture = image_picture(np.array([[0.0, 1.0, 1.0], [0.5, 0.5, 0.0]]), "two rows", pixel=4).html
    rectangles = re.findall(r'<rect x="(\d+)" y="(\d+)" width="(\d+)" height="1" fill="(#\w+)"/>', picture)
    assert rectangles == [("1", "0", "2", "#ffffff"), ("0", "1", "2", "#808080")]
    assert 'width="12" height="8" viewBox="0 0 3 2"' in picture


def test_colours_are_kept():
    assert 'fill="#ff8000"' in image_picture(np.array([[[1.0, 0.5, 0.0]]]), "orange").html
