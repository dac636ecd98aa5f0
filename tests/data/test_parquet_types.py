"""Classes and inputs of every type that Parquet files have."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest
from pyarrow import parquet

from trainlab.data import load_dataset
from trainlab.errors import DataError

INPUTS = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3] * 2


def load(tmp_path, **said):
    columns = {"a": INPUTS, **{name: said.pop(name) for name in [*said] if name in ("b", "y")}}
    parquet.write_table(pa.table({"y": ["no", "yes"] * 10, **columns}), tmp_path / "f.parquet")
    return load_dataset(tmp_path / "f.parquet", **said)


@pytest.mark.parametrize(
    ("targets", "classes"),
    [
        (pa.array(["NA", "null"] * 10), ("NA", "null")),
        (pa.array(["no", "yes"] * 10, pa.large_string()), ("no", "yes")),
        (pa.array(["no", "yes"] * 10, pa.string_view()), ("no", "yes")),
        (pa.array([b"no", "weiß".encode()] * 10), ("no", "weiß")),
        (pa.array([b"no", "weiß".encode("latin-1")] * 10), ("no", "weiß")),
        (pa.array([b"no", b"ye"] * 10, pa.binary(2)), ("no", "ye")),
        (pa.array([1, 10] * 10, pa.int8()), ("1", "10")),
        (pa.array(["001", "1", "10", "2"] * 5), ("001", "1", "2", "10")),
        (pa.array([Decimal("1.50"), Decimal("1.25")] * 10), ("1.25", "1.50")),
        (pa.array([True, False] * 10), ("false", "true")),
        (pa.array([dt.date(2024, 1, 2), dt.date(2024, 1, 1)] * 10), ("2024-01-01", "2024-01-02")),
        (pa.array([dt.time(8, 30), dt.time(8, 0)] * 10), ("08:00:00", "08:30:00")),
        (
            pa.array([1, 2] * 10, pa.timestamp("ns")),
            (f"1970-01-01 00:00:00.{1:09}", f"1970-01-01 00:00:00.{2:09}"),
        ),
    ],
)
def test_classes_of_every_type(tmp_path, targets, classes):
    dataset = load(tmp_path, y=targets)
    assert dataset.classes == classes
    assert not dataset.notes


@pytest.mark.parametrize("words", [["no", None] * 10, [b"no", None] * 10, [1.0, float("nan")] * 10])
def test_nulls_are_missing(tmp_path, words):
    with pytest.raises(DataError, match=r"missing value .*in row 2"):
        load(tmp_path, y=pa.array(words))
    with pytest.raises(DataError, match="one class only"):
        load(tmp_path, y=pa.array(words), drop_missing=True)


def test_rows_that_lack_a_value_are_left_out_and_counted(tmp_path):
    inputs = pa.array([None if row in (3, 8) else row * row for row in range(20)])
    dataset = load(tmp_path, b=inputs, drop_missing=True)
    assert "2 rows of 20 left out" in dataset.notes[0]
    assert sum(len(dataset.split(name)) for name in ("train", "validation", "test")) == 18
    marked = pa.array([-999 if row == 3 else row * row for row in range(20)])
    with pytest.raises(DataError, match=r"missing value \('-999'\) in row 4"):
        load(tmp_path, b=marked, missing=["-999"])
    assert "1 row of 20 left out" in load(tmp_path, b=marked, missing=["-999"], drop_missing=True).notes[0]


def test_whole_numbers_that_64_bits_cannot_tell_apart_are_told(tmp_path):
    note, *_ = load(tmp_path, b=pa.array([2**62 + 3 * row for row in range(20)])).notes
    assert "column 'b' of" in note
    assert "19 of them are equal as numbers of 64 bits" in note
    whole = [Decimal(10**20 + row) for row in range(20)]
    note, *_ = load(tmp_path, b=pa.array(whole, pa.decimal128(25, 0))).notes
    assert "19 of them are equal as numbers of 64 bits" in note
    assert not load(
        tmp_path, b=pa.array([2**62 + 4096 * row * row for row in range(20)]), standardize=True
    ).notes
