import contextlib
import tracemalloc
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from trainlab.data import load_dataset
from trainlab.errors import DataError


def lines(rows: int = 20, separator: str = ",") -> list[str]:
    return [separator.join([f"{row}", f"{row / 8}", "yes" if row % 2 else "no"]) for row in range(rows)]


@pytest.fixture
def write(tmp_path):
    def write(content: str | bytes | list[str], header: str = "a,b,y"):
        path = tmp_path / "mine.csv"
        if isinstance(content, list):
            content = "\n".join([header, *content]) + "\n"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def check(dataset):
    assert dataset.features == ("a", "b")
    assert dataset.classes == ("no", "yes")
    assert [len(dataset.split(name)) for name in ("train", "validation", "test")] == [16, 2, 2]
    inputs = np.concatenate([dataset.split(name).inputs for name in ("train", "validation", "test")])
    targets = np.concatenate([dataset.split(name).targets for name in ("train", "validation", "test")])
    assert sorted(inputs[:, 0]) == list(range(20))
    assert (inputs[:, 1] == inputs[:, 0] / 8).all()
    assert (targets == inputs[:, 0] % 2).all()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_csv_file(write, separator, newline, mark):
    text = newline.join(
        [separator.join(["a", ' "b" ' if separator == ";" else "b", "y"]), *lines(separator=separator)]
    )
    check(load_dataset(write(mark + text.replace(' "b" ', '"b"')), target="y"))


def test_the_target_may_stand_anywhere_and_empty_lines_anywhere(write):
    rows = [f"{'yes' if row % 2 else 'no'}, {row}, {row / 8}" for row in range(20)]
    check(load_dataset(write(["", *rows[:5], "", *rows[5:], "", ""], "is it, a, b"), target="is it"))


def test_a_quoted_separator_in_the_header(write):
    text = '"a;b;c;d","e",y\n' + "\n".join(lines())
    assert load_dataset(write(text)).features == ("a;b;c;d", "e")


def test_the_name_and_the_source(write):
    dataset = load_dataset(write(lines()))
    assert dataset.name == "mine"
    assert dataset.source.endswith("mine.csv, target y")


ROWS = lines()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            [*ROWS[:5], "x,1,yes", *ROWS[5:]],
            r"column 'a' of .*mine.csv holds 'x' in row 7 \(the header is row 1\)",
        ),
        ([*ROWS[:5], ",1,yes", *ROWS[5:]], "column 'a' of .* has a missing value in row 7"),
        (["", *ROWS[:5], "", "1,inf,yes", *ROWS[5:]], "column 'b' of .* is infinite or .* in row 9"),
        ([*ROWS[:5], "1,2", *ROWS[5:]], r"row 7 of .* has 2 cells, but the header \(row 1\) has 3"),
        ([*ROWS[:5], "1,2,3,4", *ROWS[5:]], "row 7 of .* has 4 cells"),
        ([*ROWS[:5], "1,2,", *ROWS[5:]], "target column 'y' of .* has a missing value in row 7"),
        (['0,"1\n",no', *ROWS, "z,1,no"], "holds 'z' in row 24"),
        (["1,2,yes", "2,3,yes"], r"one class only \('yes'\)"),
        ([], "is empty: it has no rows of data"),
        (["1,2,a", "1,2,b"], "too few to hold out"),
        ("", "it is empty, but the first row must name the columns"),
        ("\n\na,y\n1,0\n", "its first row is blank, but the first row must name"),
        ("y\n1\n0\n", "no column besides the target 'y'"),
        ("a,a,y\n1,2,0\n1,2,1\n", "column 'a' is in .* more than once"),
        (",a,y\n1,2,0\n1,2,1\n", "column 1 of .* has no name"),
        ("1,2.5,0\n3,4,1\n", r"\(read without a header\) does not say .*, of x1, x2, x3"),
        ("a,b\n1,2\n", "does not say which column is the target: name one with target='COLUMN', of a, b"),
        (b"a,y\n1,0\n\xff,1\n", "column 'a' of .* holds '\xff' in row 3 .*which is not a number"),
        ([f"{row},1,{3 * row}" for row in range(30)], "30 different whole numbers.*task='regression'"),
        ([f"{row},1,name{row}" for row in range(30)], "30 different values in 30 examples"),
        ('a,b,y\n1,"2,yes\n', "row 2 of .* has 2 cells|cannot be read as CSV"),
    ],
)
def test_unusable_files_name_the_column_and_the_first_bad_row(write, content, words):
    with pytest.raises(DataError, match=words):
        load_dataset(write(content))


def test_a_bad_row_behind_the_first_block_is_found(write, monkeypatch):
    monkeypatch.setattr("trainlab.data.formats.csv_table.BLOCK", 256)
    rows = lines(200)
    with pytest.raises(DataError, match=r"column 'a' of .* holds 'x' in row 152"):
        load_dataset(write([*rows[:150], "x,1,yes", *rows[150:]]))


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("csv") / "f.csv"
    path.write_bytes(b"a,y\n" + content)
    with contextlib.suppress(DataError):
        assert len(load_dataset(path, target="y").train) > 0


def table(**columns: Any) -> pa.Table:
    return pa.table({"a": range(20), "b": [row / 8 for row in range(20)], "y": ["no", "yes"] * 10} | columns)


def test_a_parquet_file(tmp_path):
    parquet.write_table(table(), tmp_path / "mine.parquet")
    check(load_dataset(tmp_path / "mine.parquet"))


def test_the_index_pandas_writes_is_no_feature(tmp_path):
    parquet.write_table(table(__index_level_0__=range(20)), tmp_path / "mine.parquet")
    check(load_dataset(tmp_path / "mine.parquet"))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (
            {"a": [None if row == 6 else row for row in range(20)]},
            r"'a' of .* missing value in row 7 \(counted from 1\)",
        ),
        ({"b": ["text"] * 20}, "column 'b' of .* holds 'text' in row 1"),
        ({"y": ["no"] * 20}, "one class only"),
        ({"label": range(20)}, "name one with target='COLUMN', of a, b, y, label"),
    ],
)
def test_unusable_parquet_columns_are_named(tmp_path, columns, words):
    parquet.write_table(table(**columns), tmp_path / "f.parquet")
    with pytest.raises(DataError, match=words):
        load_dataset(tmp_path / "f.parquet")


def test_damaged_parquet_files_are_refused(tmp_path):
    path = tmp_path / "f.parquet"
    parquet.write_table(table(), path)
    whole = path.read_bytes()
    for content in (b"", b"PAR1", whole[: len(whole) // 2], whole[:4] + b"\xff" * 60 + whole[64:]):
        path.write_bytes(content)
        with pytest.raises(DataError, match="cannot be read as Parquet"):
            load_dataset(path)


def test_a_parquet_file_larger_than_memory_is_refused_unread(tmp_path, monkeypatch):
    # a run of one value: a few bytes for millions of rows
    path = tmp_path / "f.parquet"
    parquet.write_table(pa.table({"a": np.zeros(10**6), "y": np.zeros(10**6, dtype=np.int8)}), path)
    assert path.stat().st_size < 10**5
    monkeypatch.setattr("trainlab.data.formats.memory._physical_memory", lambda: 10**7)
    with pytest.raises(DataError, match="of memory"):
        load_dataset(path)


def test_text_that_a_parquet_file_repeats_is_kept_once(tmp_path):
    # 10,000 names of a kilobyte each unpack to 10 MB, from a file of some kilobytes
    long = {"no": "n" * 1000, "yes": "y" * 1000}
    rows = pa.table({"a": range(10_000), "y": [long["no"], long["yes"]] * 5_000})
    parquet.write_table(rows, tmp_path / "f.parquet")
    tracemalloc.start()
    assert load_dataset(tmp_path / "f.parquet").classes == (long["no"], long["yes"])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"b": [[1.0, 2.0]] * 20}, r"column 'b' of .* holds '\[1.0, 2.0\]' in row 1 "),
        ({"b": [None] * 17 + ["x"] * 3}, "column 'b' of .* has a missing value in row 1 "),
        ({"b": ["1"] * 20}, "column 'b' of .* holds '1' in row 1 "),
        ({"b": [{"c": 1}] * 20}, "column 'b' of .* holds"),
        ({"y": [[1]] * 20}, r"target column 'y' of .* holds '\[1\]' in row 1 .* names no class"),
        ({"b": pa.array([b"no", b"yes"] * 10)}, "column 'b' of .* holds 'no' in row 1 "),
        ({"b": pa.array(range(20), pa.timestamp("s"))}, "column 'b' of .* holds '1970-01-01 00:00:00'"),
    ],
)
def test_parquet_columns_of_unusable_types_are_refused_unread(tmp_path, monkeypatch, columns, words):
    parquet.write_table(table(**columns), tmp_path / "f.parquet")
    monkeypatch.setattr(parquet.ParquetFile, "read", lambda *_, **__: pytest.fail("all of it was read"))
    with pytest.raises(DataError, match=words):
        load_dataset(tmp_path / "f.parquet")


def test_parquet_of_every_kind_of_number(tmp_path):
    whole = table(
        c=pa.array([Decimal(row) for row in range(20)]),
        d=pa.array([row % 3 for row in range(20)]).dictionary_encode(),
        e=[bool(row % 2) for row in range(20)],
        f=pa.array(range(20), pa.float16()),
        y=pa.array(["no", "yes"] * 10).dictionary_encode(),
    )
    for options in ({}, {"compression": "zstd", "data_page_version": "2.0"}, {"row_group_size": 7}):
        parquet.write_table(whole, tmp_path / "f.parquet", **options)
        dataset = load_dataset(tmp_path / "f.parquet")
        assert dataset.features == ("a", "b", "c", "d", "e", "f")
        inputs, targets = dataset.train.inputs, dataset.train.targets
        assert (inputs[:, 0] == inputs[:, 2]).all()
        assert (inputs[:, 0] == inputs[:, 5]).all()
        assert (inputs[:, 0] % 3 == inputs[:, 3]).all()
        assert (inputs[:, 4] == targets).all()


def test_runs_that_stand_for_many_rows_are_refused(tmp_path):
    path = tmp_path / "f.parquet"
    parquet.write_table(pa.table({"a": np.zeros(10**7), "y": np.arange(10**7) > 5}), path)
    with pytest.raises(DataError, match=r"would unpack to 153 MiB, .* Save it as CSV or NPZ"):
        load_dataset(path)


def test_too_many_columns_are_refused(write, tmp_path, monkeypatch):
    monkeypatch.setattr("trainlab.data.tables.columns.MAX_COLUMNS", 50)
    most = write(
        ["1," * 49 + "no", "2," * 49 + "yes"] * 9, ",".join(f"c{place}" for place in range(49)) + ",y"
    )
    assert len(load_dataset(most).features) == 49
    with pytest.raises(DataError, match=r"has 60 columns: at most 50 .* NPZ"):
        load_dataset(write("a," * 59 + "y\n"))
    with pytest.raises(DataError, match="has 60 columns"):
        load_dataset(write('"a\nb"' + ",a" * 59 + "\n"))
    names = [f"c{number}" for number in range(51)]
    parquet.write_table(pa.table([[1]] * len(names), names), tmp_path / "f.parquet")
    with pytest.raises(DataError, match="has 51 columns"):
        load_dataset(tmp_path / "f.parquet")


def test_a_long_description_of_a_parquet_file_is_refused_unread(tmp_path, monkeypatch):
    parquet.write_table(table(), tmp_path / "f.parquet")
    monkeypatch.setattr("trainlab.files.parquet.footer.MAX_FOOTER", 100)
    monkeypatch.setattr(parquet, "ParquetFile", lambda *_, **__: pytest.fail("it was read"))
    with pytest.raises(DataError, match=r"describes itself in [0-9,]+ bytes, and at most 100 are read"):
        load_dataset(tmp_path / "f.parquet")


@pytest.mark.parametrize(
    "classes",
    [
        ("001", "002", "010"),
        ("01", "1"),
        ("100", "1E2"),
        ("1", "2", "10"),
        ("08:00", "20:30"),
        ("2024-01-01", "2024-01-02"),
        ("NA", "ok"),
        ("None", "null"),
        ("?", "ok"),
        ("nan", "ok"),
        ("False", "True"),
        ("1.0", "2.50"),
        ("123456789012345678901", "123456789012345678902"),
        ("oui", "été"),
    ],
)
def test_classes_are_the_text_that_stands_there(write, classes):
    rows = [f"{row},1,{classes[row % len(classes)]}" for row in range(30)]
    dataset = load_dataset(write(rows))
    assert dataset.classes == classes
    assert (dataset.train.targets == dataset.train.inputs[:, 0] % len(classes)).all()
    assert not dataset.notes


def test_the_only_column_of_text_is_the_class(write):
    rows = [f"{row},{'oak' if row % 2 else 'elm'},{row / 8}" for row in range(20)]
    dataset = load_dataset(write(rows, "a,tree,b"))
    assert (dataset.classes, dataset.features) == (("elm", "oak"), ("a", "b"))
    assert "one column only, 'tree', which is taken for the class" in dataset.notes[0]


def test_an_odd_cell_does_not_make_a_column_text(write):
    rows = [f"{row},{'oak' if row % 2 else 'elm'},{row / 8}" for row in range(20)]
    with pytest.raises(DataError, match=r"column 'a' of .* holds 'x' in row 7"):
        load_dataset(write([*rows[:5], "x,oak,1", *rows[5:]], "a,tree,b"))


def test_what_stands_for_a_missing_value_is_shown(write):
    rows = [f"{row},1,{'yes' if row % 2 else 'no'}" for row in range(20)]
    with pytest.raises(DataError, match=r"holds 'NA' in row 4 .* missing=\['NA'\]"):
        load_dataset(write([*rows[:2], "NA,1,no", *rows[2:]]))
    with pytest.raises(DataError, match=r"missing value \('NA'\) in row 4"):
        load_dataset(write([*rows[:2], "NA,1,no", *rows[2:]]), missing="NA")
    with pytest.raises(DataError, match=r"missing value \('-1'\) in row 4"):
        load_dataset(write([*rows[:2], "-1,1,no", *rows[2:]]), missing=["-1"])
    holes = [*rows[:2], "NA,1,no", *rows[2:9], "3,,no", "3,2,", "-1,0,yes", *rows[9:]]
    dataset = load_dataset(write(holes), missing="NA,-1", drop_missing=True)
    assert sum(len(dataset.split(name)) for name in ("train", "validation", "test")) == 20
    assert "4 rows of 24 left out for lack of a value" in dataset.notes[0]
    with pytest.raises(DataError, match="holds 'x' in row 15"):
        load_dataset(write([*holes[:13], "x,1,no", *holes[13:]]), missing="NA,-1", drop_missing=True)


def test_a_column_without_a_name_can_be_left_out(write):
    file = write([f"{row},{row / 8},{row % 2}" for row in range(20)], ",a,y")
    with pytest.raises(DataError, match=r"column 1 of .* has no name .* ignore=\['Unnamed: 0'\]"):
        load_dataset(file)
    assert load_dataset(file, ignore=["Unnamed: 0"]).features == ("a",)
