"""Which points of a growing curve are new."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from trainlab.event_files.series import Seen, Series


def series(*rows: list[tuple[int, float]]) -> Series:
    flat = [point for row in rows for point in row]
    borders = np.cumsum([0, *map(len, rows)])
    steps = np.array([step for step, _ in flat], np.int64)
    return Series("loss", borders, steps, np.array([value for _, value in flat], np.float64))


def rows_of(one: Series) -> list[list[tuple[int, float]]]:
    points = list(zip(one.steps.tolist(), one.values.tolist(), strict=True))
    return [points[start:stop] for start, stop in zip(one.borders[:-1], one.borders[1:], strict=True)]


GROWN = st.lists(st.tuples(st.lists(st.integers(0, 99), unique=True), st.integers(0, 99)), min_size=1)


@given(GROWN)
def test_of_curves_that_grew_the_rest_is_new(drawn):
    rows = [[(step, step / 7) for step in sorted(steps)] for steps, _ in drawn]
    before = series(*[row[:seen] for row, (_, seen) in zip(rows, drawn, strict=True)])
    new = series(*rows).after([before.last(row) for row in range(len(rows))])
    assert rows_of(new) == [row[seen:] for row, (_, seen) in zip(rows, drawn, strict=True)]


def test_where_a_point_came_in_between_all_are_new():
    seen = series([(0, 1.0), (10, 0.5)]).last(0)
    assert rows_of(series([(0, 1.0), (5, 0.7), (10, 0.5)]).after([seen])) == [[(0, 1.0), (5, 0.7), (10, 0.5)]]


def test_a_value_that_is_no_number_is_known_again():
    seen = series([(0, 1.0), (1, float("nan"))]).last(0)
    assert rows_of(series([(0, 1.0), (1, float("nan")), (2, 3.0)]).after([seen])) == [[(2, 3.0)]]


def test_a_single_value_that_changed_is_new():
    assert rows_of(Series.single("best", [(20, 0.3), None]).after([Seen(1, 10, 0.4), None])) == [
        [(20, 0.3)],
        [],
    ]
    assert rows_of(Series.single("best", [(10, 0.4)]).after([Seen(1, 10, 0.4)])) == [[]]


def test_neighbouring_rows_and_pieces_hold_the_same_points():
    one = series([(0, 1.0)], [(0, 2.0), (1, 3.0), (2, 4.0)], [(5, 6.0)])
    assert rows_of(one.rows(slice(1, 3))) == [[(0, 2.0), (1, 3.0), (2, 4.0)], [(5, 6.0)]]
    pieces = [rows_of(piece) for piece in one.rows(slice(1, 2)).pieces(2)]
    assert pieces == [[[(0, 2.0), (1, 3.0)]], [[(2, 4.0)]]]
