"""The inputs of files whose targets are not known."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from trainlab.data.formats.inputs_only import read_inputs
from trainlab.data.reading import Reading
from trainlab.errors import DataError

INPUTS = np.array([[1.5, 20], [2.5, 30], [-3, 40]])


@pytest.mark.parametrize("text", [
    "a,b\n1.5,20\n2.5,30\n-3,40\n", "b,name,a\n20,x,1.5\n30,y,2.5\n40,,-3\n",
    "b;y;a\n20;;1.5\n30;;2.5\n40;;-3\n",
])  # fmt: skip
def test_columns_of_csv_are_taken_by_name_whatever_else_there_is(tmp_path, text):
    (tmp_path / "rows.csv").write_text(text)
    np.testing.assert_array_equal(read_inputs(tmp_path / "rows.csv", ["a", "b"], Reading()), INPUTS)


def test_a_single_column_is_a_table(tmp_path):
    (tmp_path / "rows.csv").write_text("x\n1.5\n2.5\n-3\n")
    np.testing.assert_array_equal(read_inputs(tmp_path / "rows.csv", ["x"], Reading()), INPUTS[:, :1])


def test_numbers_are_written_as_in_the_file_of_the_study(tmp_path):
    (tmp_path / "rows.csv").write_text("a;b\n1,5;20\n2,5;30\n-3;40\n")
    reading = Reading(separator=";", decimal=",")
    np.testing.assert_array_equal(read_inputs(tmp_path / "rows.csv", ["a", "b"], reading), INPUTS)


def test_columns_without_a_header_are_taken_by_their_places(tmp_path):
    (tmp_path / "rows.csv").write_text("1.5,20,7\n2.5,30,8\n-3,40,9\n")
    found = read_inputs(tmp_path / "rows.csv", ["x1", "x2"], Reading(header=False))
    np.testing.assert_array_equal(found, INPUTS)


def test_parquet_and_arrays(tmp_path):
    table = pa.table({"c": ["p", "q", "r"], "b": INPUTS[:, 1], "a": INPUTS[:, 0]})
    parquet.write_table(table, tmp_path / "rows.parquet")
    np.testing.assert_array_equal(read_inputs(tmp_path / "rows.parquet", ["a", "b"], Reading()), INPUTS)
    np.savez(tmp_path / "rows.npz", x=INPUTS, other=INPUTS[:1])
    np.testing.assert_array_equal(read_inputs(tmp_path / "rows.npz", (), Reading()), INPUTS)
    images = np.full((2, 4, 4, 1), 255, np.uint8)
    np.savez(tmp_path / "images.npz", images)
    np.testing.assert_array_equal(read_inputs(tmp_path / "images.npz", (), Reading()), np.ones(images.shape))


@pytest.mark.parametrize(
    ("name", "text", "features", "sentence"),
    [
        ("r.csv", "a,B\n1,2\n", ["a", "b"], "has no column 'b', one of the inputs of the net: a, b. Is it"),
        ("r.csv", "q\n1\n", ["a", "b"], "has no column 'a', nor 1 more of the inputs of the net: a, b."),
        ("r.csv", "a,b\n1,2\n3,\n", ["a", "b"], "missing"),
        ("r.csv", "a,b\n1,2\n3,x\n", ["a", "b"], "holds 'x' in row 3"),
        ("r.csv", "a,b\n", ["a", "b"], "it has no rows of data"),
        ("r.xls", "a,b\n", ["a", "b"], "is of no kind whose rows can be predicted"),
        ("r.csv", "a,b\n", [], "give an NPZ file with an array x"),
    ],
)  # fmt: skip
def test_what_cannot_be_predicted_is_said(tmp_path, name, text, features, sentence):
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError) as refused:
        read_inputs(tmp_path / name, features, Reading())
    assert sentence in str(refused.value)
