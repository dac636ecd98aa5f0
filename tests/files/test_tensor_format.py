"""The format, against the package that defines it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from trainlab.errors import StudyError
from trainlab.files.tensor_format import MAX_HEADER, TYPES, read_header, read_slot
from trainlab.store.weights.tensors import read_tensors, write_tensors

kinds = st.sampled_from([np.dtype(code) for code in TYPES.values()])
tensors = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=9).filter(lambda name: name != "__metadata__"),
    kinds.flatmap(lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=0, max_dims=3, min_side=0))),
    min_size=1,  # the package writes no valid file of metadata alone
    max_size=4,
)


@given(tensors=tensors, metadata=st.dictionaries(st.text("ab", max_size=3), st.text(max_size=3)))
def test_what_one_writes_the_other_reads(
    tmp_path_factory: pytest.TempPathFactory, tensors: dict[str, np.ndarray], metadata: dict[str, str]
) -> None:
    path = tmp_path_factory.getbasetemp() / "x.safetensors"
    write_tensors(path, tensors, metadata)
    theirs = safetensors.numpy.load_file(path)
    with safetensors.safe_open(path, "numpy") as file:
        assert (file.metadata() or {}) == metadata
    path.write_bytes(safetensors.numpy.save(tensors, metadata))
    for read in (theirs, read_tensors(path)):
        assert read.keys() == tensors.keys()
        for name, tensor in tensors.items():
            np.testing.assert_array_equal(read[name], tensor, strict=True)


def test_no_tensors_at_all_are_a_file_too(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    for metadata in ({}, {"trials": "[]"}):
        write_tensors(path, {}, metadata)
        assert read_tensors(path) == safetensors.numpy.load_file(path) == {}


def test_numbers_lie_at_multiples_of_their_size(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    write_tensors(
        path, {"a": np.zeros(3, np.int8), "b": np.zeros(1), "c": np.zeros(1, np.float32)}, {"x": "y"}
    )
    with path.open("rb") as file:
        places, _ = read_header(file)
    assert all(place.start % place.dtype.itemsize == 0 for place in places.values())


def test_big_endian_numbers_are_turned_around_and_bfloat16_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.safetensors"
    write_tensors(path, {"k": np.arange(3, dtype=">i4")}, {})
    assert read_tensors(path)["k"].tolist() == [0, 1, 2]
    halves = np.arange(3).astype(ml_dtypes.bfloat16)
    header = json.dumps({"k": {"dtype": "BF16", "shape": [3], "data_offsets": [0, 6]}}).encode()
    path.write_bytes(len(header).to_bytes(8, "little") + header + halves.tobytes())
    assert read_tensors(path)["k"].astype(float).tolist() == [0, 1, 2]


def test_one_slot_is_read_alone(tmp_path: Path) -> None:
    whole = np.arange(24, dtype=np.float32).reshape(4, 3, 2)
    path = tmp_path / "x.safetensors"
    write_tensors(path, {"a": np.zeros(5), "k": whole, "scalar": np.float32(1)}, {})
    with path.open("rb") as file:
        places, _ = read_header(file)
        for slot in range(4):
            np.testing.assert_array_equal(read_slot(file, places["k"], slot), whole[slot], strict=True)
        for place, slot in ((places["k"], 4), (places["k"], -1), (places["scalar"], 0)):
            with pytest.raises(ValueError, match="has no slot"):
                read_slot(file, place, slot)


def one(**changes: Any) -> dict[str, object]:
    return {"k": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8], **changes}}


@pytest.mark.parametrize(
    ("header", "size"),
    [
        (one(), 7), (one(), 9), (one(dtype="F64"), 8), (one(dtype="object"), 8), (one(dtype=["F32"]), 8),
        (one(shape=[2**62]), 8), (one(shape=[-2]), 8), (one(shape=[2.0]), 8), (one(shape=[True, 2]), 8),
        (one(shape="2"), 8), (one(shape=[2] + [1] * 40), 8), (one(data_offsets=[8, 0]), 8),
        (one(data_offsets=[-8, 0]), 8), (one(data_offsets=[0, 2**64]), 8), (one(data_offsets=[0]), 8),
        (one(data_offsets=None), 8), ({"k": 1}, 0), ([], 0), ({"__metadata__": {"a": 1}}, 0),
        ({"__metadata__": []}, 0), ({**one(), "l": one()["k"]}, 8), ({**one(), "l": one()["k"]}, 16),
    ],
)  # fmt: skip
def test_a_header_that_lies_is_refused(tmp_path: Path, header: object, size: int) -> None:
    text = json.dumps(header).encode()
    path = tmp_path / "x.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(size))
    with pytest.raises(StudyError, match=r"x\.safetensors' cannot be read: "):
        read_tensors(path)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"1234567", b"\xff" * 8, b"\xff" * 100, (2**62).to_bytes(8, "little") + b"{}",
        (MAX_HEADER + 1).to_bytes(8, "little") + b"{}", (2).to_bytes(8, "little") + b"{",
        (1000).to_bytes(8, "little") + b"[" * 1000, (4).to_bytes(8, "little") + b"\xff\xfe{}",
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.safetensors"
    path.write_bytes(content)
    with pytest.raises(StudyError, match=r"x\.safetensors' cannot be read: "):
        read_tensors(path)
    path.write_bytes((len(b"[" * 200_000)).to_bytes(8, "little") + b"[" * 200_000)
    with pytest.raises(StudyError, match="its header is not JSON"):
        read_tensors(path)
