"""A hyperparameter is a column of one type."""

import pytest

from trainlab.event_files.columns import MOST_VALUES, Column, columns_of, join_columns


@pytest.mark.parametrize(
    ("values", "type", "shown", "differs"),
    [
        ([0.1, 0.01, 0.1], "number", (0.01, 0.1), True),
        ([3, 3], "number", (3, 3), False),
        ([True, False], "flag", (False, True), True),
        (["sgd", "adam"], "text", ("adam", "sgd"), True),
        ([32, "full"], "text", ("32", "full"), True),
        ([1, True], "text", ("1", "true"), True),
        ([float("inf"), 1.0], "text", ("1", "inf"), True),
        ([2**60 + 1, 2], "text", ("1152921504606846977", "2"), True),
        ([10**400], "text", (str(10**400),), False),
        (["a\x1b[31m"], "text", (r"a\x1b[31m",), False),
    ],
)
def test_the_type_of_a_column_is_that_of_all_its_values(values, type, shown, differs):
    assert Column.of("x", values) == Column("x", type, shown, differs)


def test_values_are_shown_as_their_column_is():
    mixed = Column.of("batch_size", [32, "full"])
    assert [mixed.cell(value) for value in (32, "full")] == ["32", "full"]
    assert Column.of("epochs", [1, 2]).cell(2) == 2


def test_columns_stand_in_the_order_of_settings():
    columns = columns_of([{"b": 1, "a": "x"}, {"b": 2, "c": True}])
    assert list(columns) == ["b", "a", "c"]


def test_columns_of_several_studies_are_one():
    one, other = columns_of([{"batch_size": 32, "seed": 0}]), columns_of([{"batch_size": "full", "seed": 1}])
    joined = join_columns([one, other])
    assert joined["batch_size"] == Column("batch_size", "text", ("32", "full"), True)
    assert joined["seed"] == Column("seed", "number", (0, 1), True)


def test_of_many_texts_the_first_are_listed():
    column = Column.of("net", [f"2-{width}-2" for width in range(1, 2 * MOST_VALUES)])
    assert len(column.values) == MOST_VALUES
    assert column.differs
