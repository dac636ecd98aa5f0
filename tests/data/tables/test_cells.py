import datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from trainlab.data.tables.cells import input_columns, target_column
from trainlab.errors import DataError


def row_name(index: int) -> str:
    return f"row {index + 2}"


@pytest.mark.parametrize(
    "cells",
    [
        pa.array([1, 0, 3], pa.int8()),
        pa.array([1, 0, 3], pa.uint64()),
        pa.array(np.array([1, 0, 3], np.float16)),
        pa.array([Decimal(1), Decimal(0), Decimal(3)]),
        pa.array([1, 0, 3]).dictionary_encode(),
    ],
)
def test_numbers_of_any_type(cells):
    inputs = input_columns(pa.table({"a": cells, "b": [True, False, True]}), ["a", "b"], "f", row_name)
    assert inputs.dtype == np.float32
    assert inputs.flags.c_contiguous
    assert inputs.tolist() == [[1, 1], [0, 0], [3, 1]]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["1", "2.5", "abc"], "column 'a' of f holds 'abc' in row 4, which is not a number"),
        (["1", "-2e-5", "", "x"], "column 'a' of f has a missing value in row 4"),
        (["1", "NA", "x"], r"'NA' in row 3, .* If that means a missing value, say missing=\['NA'\]"),
        (["1", "1_000"], "'1_000' in row 3"),
        (["x" * 50], "'x{37}[.]{3}' in row 2"),
        ([1.0, None, 2.0], "missing value in row 3"),
        ([1.0, 2.0, float("nan")], r"missing value \('nan'\) in row 4"),
        ([None, None], "missing value in row 2"),
        ([1.0, float("inf")], "infinite or too large for a 32-bit number in row 3: inf"),
        ([1.0, -1e300], "too large for a 32-bit number in row 3: -1e[+]300"),
        ([datetime.date(2020, 1, 2)], "'2020-01-02' in row 2, which is not a number"),
        ([[1.0, 2.0]], r"'\[1.0, 2.0\]' in row 2"),
        ([b"\xff"], "row 2, which is not a number"),
        (pa.array(["a", "b"]).dictionary_encode(), "'a' in row 2"),
    ],
)
def test_cells_that_are_no_numbers_are_named(cells, words):
    table = pa.table({"good": [0.5] * len(cells), "a": cells})
    with pytest.raises(DataError, match=words):
        input_columns(table, ["good", "a"], "f", row_name)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ([" yes", "no "], ["yes", "no"]),
        ([True, False], [True, False]),
        ([1, 2], [1, 2]),
        (pa.array(["a", "b"]).dictionary_encode(), ["a", "b"]),
        (["NA", "?", "null"], ["NA", "?", "null"]),
        ([b"wei\xc3\x9f", b"wei\xdf"], ["weiß", "weiß"]),
        ([Decimal("1.50"), Decimal("2")], ["1.50", "2.00"]),
        ([datetime.date(2020, 1, 2)], ["2020-01-02"]),
        ([datetime.time(8, 0)], ["08:00:00"]),
        ([datetime.datetime(2020, 1, 2, 8, 30)], ["2020-01-02 08:30:00"]),
    ],
)
def test_targets(cells, values):
    assert target_column(pa.table({"y": cells}), "y", "f", row_name) == values


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["a", " ", "b"], "target column 'y' of f has a missing value in row 3"),
        (["a", None], "missing value in row 3"),
        ([1.0, float("nan")], r"missing value \('nan'\) in row 3"),
        ([1.0, float("inf")], "'inf' in row 3, which names no class"),
        ([datetime.timedelta(1)], "'1 day, 0:00:00' in row 2, which names no class"),
    ],
)
def test_targets_that_name_no_class_are_named(cells, words):
    with pytest.raises(DataError, match=words):
        target_column(pa.table({"y": cells}), "y", "f", row_name)


def test_a_long_row_of_digits_is_no_number_at_once():
    # Trying every way to cut it in two would take minutes.
    with pytest.raises(DataError, match=r"column 'a' of f holds '9{37}"):
        input_columns(pa.table({"a": [f"{'9' * 100_000}x"]}), ["a"], "f", row_name)
