import contextlib
import gzip
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from trainlab.data.formats.idx import TYPES, read_idx, write_idx
from trainlab.errors import DataError


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_by_hand(tmp_path, idx_bytes, packed):
    content = idx_bytes(0x08, (2, 3), bytes([0, 1, 2, 253, 254, 255]))
    file = tmp_path / "any-name"
    file.write_bytes(gzip.compress(content) if packed else content)
    values = read_idx(file)
    assert values.dtype == np.uint8
    assert values.tolist() == [[0, 1, 2], [253, 254, 255]]


def test_wider_types_are_big_endian(tmp_path, idx_bytes):
    file = tmp_path / "f"
    file.write_bytes(idx_bytes(0x0B, (2,), struct.pack(">2h", -2, 513)))
    assert read_idx(file).tolist() == [-2, 513]
    file.write_bytes(idx_bytes(0x0D, (1, 1), struct.pack(">f", 0.1)))
    assert read_idx(file).tolist() == [[np.float32(0.1)]]


shapes = hnp.array_shapes(min_dims=1, max_dims=4, max_side=4)


@given(st.sampled_from(sorted(TYPES)), shapes, st.booleans(), st.data())
def test_every_type_and_shape_survives(tmp_path_factory, idx_bytes, kind, shape, packed, data):
    values = data.draw(hnp.arrays(np.dtype(TYPES[kind]), shape))
    content = idx_bytes(kind, shape, values.tobytes())
    file = tmp_path_factory.mktemp("idx") / "f"
    file.write_bytes(gzip.compress(content, 1) if packed else content)
    read = read_idx(file)
    assert read.dtype == values.dtype.newbyteorder("=")
    np.testing.assert_array_equal(read, values)


def test_what_is_written_has_the_published_layout(tmp_path):
    write_idx(tmp_path / "f", np.array([[7, 8]], dtype=np.uint8))
    assert (
        tmp_path / "f"
    ).read_bytes() == b"\x00\x00\x08\x02" + b"\x00\x00\x00\x01" + b"\x00\x00\x00\x02" + b"\x07\x08"


HUGE = 2**32 - 1


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("kind", "shape", "values", "words"),
    [
        (0x08, (10,), bytes(9), "cut short"),
        (0x08, (10,), bytes(11), "damaged|more than"),
        (0x08, (HUGE, HUGE, HUGE, HUGE), b"", "more than the file can hold"),
        (0x0E, (HUGE, 2**20), bytes(100), "more than the file can hold"),
        (0x08, (0, HUGE, HUGE), b"", "holds no values"),
        (0x0A, (1,), b"1", "not an IDX file"),
        (0x08, (1, 1, 1, 1, 1), b"1", "not an IDX file"),
    ],
)
def test_headers_that_lie_are_refused_without_allocating(
    tmp_path, idx_bytes, kind, shape, values, words, packed
):
    content = idx_bytes(kind, shape, values)
    file = tmp_path / "f"
    file.write_bytes(gzip.compress(content) if packed else content)
    tracemalloc.start()
    with pytest.raises(DataError, match=words):
        read_idx(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10e6


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not an IDX file"),
        (b"a,b\n1,2\n", "not an IDX file"),
        (b"\x00\x00\x08\x03\x00\x00", "ends within its header"),
        (gzip.compress(bytes(1000), mtime=0)[:-4], "not an IDX file|damaged"),
        (gzip.compress(struct.pack(">HBBI", 0, 8, 1, 500) + bytes(range(250)) * 2, mtime=0)[:-30], "damaged"),
        (b"\x1f\x8b" + b"garbage!" * 4, "damaged"),
    ],
)
def test_damaged_files_are_refused(tmp_path, content, words):
    file = tmp_path / "f"
    file.write_bytes(content)
    with pytest.raises(DataError, match=words):
        read_idx(file)


def test_a_wrong_checksum_of_gzip_is_noticed(tmp_path, idx_bytes):
    content = bytearray(gzip.compress(idx_bytes(0x08, (4,), b"abcd")))
    content[-8] ^= 1
    (tmp_path / "f").write_bytes(content)
    with pytest.raises(DataError, match="damaged: CRC check failed"):
        read_idx(tmp_path / "f")


def test_a_bomb_stops_at_what_the_header_declares(tmp_path, idx_bytes):
    bomb = tmp_path / "f"
    with gzip.open(bomb, "wb", compresslevel=1) as file:
        file.write(idx_bytes(0x08, (10,), bytes(20_000_000)))
    tracemalloc.start()
    with pytest.raises(DataError, match="holds more than the 10 bytes"):
        read_idx(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1e6


def test_a_file_that_is_not_there_is_an_error_of_its_own(tmp_path):
    with pytest.raises(DataError, match="cannot be read: No such file"):
        read_idx(tmp_path / "f")


@given(st.binary(max_size=64))
def test_any_bytes_are_read_or_refused(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("idx") / "f"
    file.write_bytes(b"\x00\x00" + content)
    with contextlib.suppress(DataError):
        assert read_idx(file).size > 0


def test_what_unpacks_to_a_hundred_times_its_size_is_refused(tmp_path, idx_bytes):
    bomb = tmp_path / "f"
    bomb.write_bytes(gzip.compress(idx_bytes(0x08, (40, 2**20), bytes(40 * 2**20))))
    with pytest.raises(DataError, match=r"would unpack to 40 MiB, .* Decompress it with gunzip"):
        read_idx(bomb)
    bomb.write_bytes(idx_bytes(0x08, (40, 2**20), bytes(40 * 2**20)))
    assert read_idx(bomb).shape == (40, 2**20)
