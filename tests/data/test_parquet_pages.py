"""What the pages of Parquet files unpack to, held against what Arrow wrote and against headers by hand."""

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from trainlab.data.parquet_pages import PageError, unpacked_bytes

ROWS = 3_000


@pytest.fixture
def written(tmp_path):
    """Writes a table, and returns its open file, its size and what its end says."""
    opened = []

    def write(table, **options):
        path = tmp_path / "f.parquet"
        parquet.write_table(table, path, **options)
        opened.append(path.open("rb"))
        return opened[-1], path.stat().st_size, parquet.read_metadata(path)

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
    file, size, metadata = written(numbers(), **options)
    columns = [metadata.row_group(g).column(c) for g in range(metadata.num_row_groups) for c in range(3)]
    with_headers = sum(column.total_uncompressed_size for column in columns)
    found = unpacked_bytes(file, size, metadata)
    assert 0.9 * with_headers <= found < with_headers


def test_a_page_of_zeros_weighs_what_it_unpacks_to(written):
    file, size, metadata = written(
        pa.table({"a": np.zeros(10**6)}), compression="zstd", use_dictionary=False, data_page_size=2**30
    )
    assert size < 10_000
    assert 8_000_000 <= unpacked_bytes(file, size, metadata) < 8_001_000


def test_too_many_pages_are_refused(written, monkeypatch):
    monkeypatch.setattr("trainlab.data.parquet_pages.MOST_PAGES", 5)
    with pytest.raises(PageError, match="more than 5 pages"):
        unpacked_bytes(*written(numbers(), row_group_size=700))


def test_a_column_outside_of_the_file_is_refused(written):
    file, _, metadata = written(numbers())
    with pytest.raises(PageError, match="column 1 lie outside of the file"):
        unpacked_bytes(file, 100, metadata)


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (b"\x15\x00\x15\x10\x00", "lacks its sizes"),
        (b"\x15\x00\x15\x10\x15\x01\x00", "reaches beyond"),  # zigzag: -1 bytes
        (b"\x15\x00\x15\x10\x15\x80\x80\x80\x01\x00", "reaches beyond"),
        (b"\x15" + b"\xff" * 11, "more than 64 bits"),
        (b"\x1c" * 100, "nested too deeply"),
        (b"\x1d", "never hold"),
        (b"\x19\xfc" + b"\xff" * 9 + b"\x01", "cut short"),
        (b"\x18" + b"\xff" * 9 + b"\x01", "cut short"),
    ],
)
def test_headers_by_hand_that_cannot_be_read_are_refused(written, tmp_path, header, words):
    _, size, metadata = written(pa.table({"a": np.arange(100.0)}), compression="none", use_dictionary=False)
    content = bytearray((tmp_path / "f.parquet").read_bytes())
    content[4 : 4 + len(header)] = header
    (tmp_path / "f.parquet").write_bytes(content)
    with (tmp_path / "f.parquet").open("rb") as file, pytest.raises(PageError, match=words):
        unpacked_bytes(file, size, metadata)
