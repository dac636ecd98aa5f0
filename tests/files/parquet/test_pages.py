"""What the pages of Parquet files unpack to, held against what Arrow wrote and against headers by hand."""

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from trainlab.data import load_dataset
from trainlab.errors import DataError
from trainlab.files.parquet.footer import Chunk, Footer, Group, PageError, read_footer
from trainlab.files.parquet.pages import unpacked_bytes
from trainlab.files.parquet.thrift import ThriftError

ROWS = 3_000


@pytest.fixture
def written(tmp_path):
    """Writes a table, and returns its open file and its size."""
    opened = []

    def write(table, **options):
        path = tmp_path / "f.parquet"
        parquet.write_table(table, path, **options)
        opened.append(path.open("rb"))
        return opened[-1], path.stat().st_size

    yield write
    for file in opened:
        file.close()


def numbers():
    source = np.random.default_rng(0)
    return pa.table(
        {"a": source.normal(size=ROWS), "b": source.integers(0, 5, ROWS), "c": ["no", "yes", ""] * 1000}
    )


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compression": "zstd"},
        {"compression": "none"},
        {"compression": "gzip", "use_dictionary": False},
        {"data_page_version": "2.0"},
        {"row_group_size": 700, "data_page_size": 500, "write_batch_size": 100},
        {"write_page_checksum": True, "write_page_index": True},
    ],
)
def test_they_are_what_arrow_says_less_their_headers(written, options):
    file, size = written(numbers(), **options)
    metadata = parquet.read_metadata(file.name)
    columns = [metadata.row_group(g).column(c) for g in range(metadata.num_row_groups) for c in range(3)]
    footer = read_footer(file, size)
    assert (footer.rows, footer.columns) == (ROWS, 3)
    assert [chunk.values for chunk in footer.chunks] == [column.num_values for column in columns]
    with_headers = sum(column.total_uncompressed_size for column in columns)
    assert 0.9 * with_headers <= unpacked_bytes(file, footer.chunks) < with_headers


def test_a_page_of_zeros_weighs_what_it_unpacks_to(written):
    table = pa.table({"a": np.zeros(10**6)})
    file, size = written(table, compression="zstd", use_dictionary=False, data_page_size=2**30)
    assert size < 10_000
    assert 8_000_000 <= unpacked_bytes(file, read_footer(file, size).chunks) < 8_001_000


def test_too_many_pages_are_refused(written, monkeypatch):
    monkeypatch.setattr("trainlab.files.parquet.pages.MAX_PAGES", 5)
    file, size = written(numbers(), row_group_size=700)
    with pytest.raises(PageError, match="more than 5 pages"):
        unpacked_bytes(file, read_footer(file, size).chunks)


def footer_by_hand(tmp_path, content: bytes, length: int | None = None):
    path = tmp_path / "f.parquet"
    length = len(content) if length is None else length
    path.write_bytes(b"PAR1" + bytes(92) + content + length.to_bytes(4, "little") + b"PAR1")
    with path.open("rb") as file:
        return read_footer(file, path.stat().st_size)


def test_a_footer_by_hand(tmp_path):
    # A field is a byte, 16 * (its number - the last) + its type, and its value; of an integer, its double.
    schema = b"\x15\x02\x19\x2c\x00\x00"  # version 1; two elements, the first of which is no column
    rows = b"\x16\x0a"  # 5
    values = b"\x56\x0e\x26\x28\x26\x3c\x26\x32\x00"  # 7 in 20 bytes, from 30, or 25
    group = b"\x19\x1c\x3c" + values + b"\x00\x26\x12\x00"  # 9 rows
    footer = footer_by_hand(tmp_path, schema + rows + b"\x19\x1c" + group + b"\x00")
    assert footer == Footer(rows=9, columns=1, groups=(Group(9, (Chunk(25, 45, 7),)),))


@pytest.mark.parametrize(
    ("content", "length", "words"),
    [
        (b"\x00", 2**31, "does not end as a whole Parquet file does"),
        (b"\x16", None, "cut short"),
        (b"\x29\xfc\xff\xff\xff\x7f", None, "cut short"),
        (b"\x36\x01\x00", None, "outside of the file"),  # -1 rows
        (b"\x49\x15\x02", None, "its end is damaged"),  # groups that are integers
        (b"\x1d", None, "Parquet does not know"),
        (b"\x1c" * 90, None, "nested too deeply"),
        (b"\x15" + b"\xff" * 11, None, "more than 64 bits"),
        (b"\x49\x1c\x19\x1c\x18\x01x\x00", None, "in another file"),
        (b"\x49\x1c\x19\x1c\x3c\x00\x00\x00\x00", None, "outside of the file"),  # at 0
        (b"\x49\x1c\x19\x1c\x3c\x76\x7e\x26\x7e\x00\x00\x00\x00", None, "outside of the file"),  # 63 to 126
    ],
)
def test_footers_by_hand_that_cannot_be_read_are_refused(tmp_path, content, length, words):
    with pytest.raises((PageError, ThriftError), match=words):
        footer_by_hand(tmp_path, content, length)


def test_a_long_footer_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr("trainlab.files.parquet.footer.MAX_FOOTER", 10)
    with pytest.raises(PageError, match="describes itself in 11 bytes, and at most 10 are read"):
        footer_by_hand(tmp_path, bytes(11))


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (b"\x15\x00\x15\x10\x00", "lacks its sizes"),
        (b"\x15\x00\x15\x10\x15\x01\x00", "reaches beyond"),  # zigzag: -1 bytes
        (b"\x15\x00\x15\x10\x15\x80\x80\x80\x01\x00", "reaches beyond"),
        (b"\x15" + b"\xff" * 11, "more than 64 bits"),
        (b"\x1c" * 100, "nested too deeply"),
        (b"\x1d", "Parquet does not know"),
        (b"\x19\xfc" + b"\xff" * 8 + b"\x01", "cut short"),
        (b"\x18" + b"\xff" * 8 + b"\x01", "cut short"),
    ],
)
def test_headers_of_pages_that_cannot_be_read_are_refused(written, tmp_path, header, words):
    file, size = written(pa.table({"a": np.arange(100.0)}), compression="none", use_dictionary=False)
    footer = read_footer(file, size)
    content = bytearray((tmp_path / "f.parquet").read_bytes())
    content[4 : 4 + len(header)] = header
    (tmp_path / "f.parquet").write_bytes(content)
    with (tmp_path / "f.parquet").open("rb") as file, pytest.raises((PageError, ThriftError), match=words):
        unpacked_bytes(file, footer.chunks)


def test_a_footer_over_which_pyarrow_ends_the_process_is_refused(tmp_path):
    # Found by fuzzing: FileMetaData.row_group(0).column(0) lets an exception of C++ through.
    lists = pa.table({"a": [[1, 2]] * 24, "b": [{"c": 1}] * 24, "y": ["no", "yes"] * 12})
    parquet.write_table(lists, tmp_path / "f.parquet")
    content = (tmp_path / "f.parquet").read_bytes()
    damaged = content.replace(b"schema\x15\x06\x005\x02", b"schema\x15\x06\x005\x22")
    assert damaged != content
    (tmp_path / "f.parquet").write_bytes(damaged)
    with pytest.raises(DataError, match="cannot be read as Parquet"):
        load_dataset(tmp_path / "f.parquet")
