"""The safetensors format (https://huggingface.co/docs/safetensors), as far as NumPy has its numbers.

A file is the length of its header (8 bytes, little endian), the header (JSON: name -> dtype, shape and the
place of its bytes, and ``__metadata__``), and the tensors' bytes one after the other. It is read and written
here rather than by the ``safetensors`` package, which tests compare it with, because a study needs what that
does not give: every write in our hands, no second copy of the tensors while writing, and reading one trial's
slice from a descriptor without mapping the file (a mapped file that is cut short kills the process that reads
it).
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from trainlab.files import strict_json

TYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "C64": "<c8", "BOOL": "|b1",
    "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "|i1",
    "U64": "<u8", "U32": "<u4", "U16": "<u2", "U8": "|u1",
}  # fmt: skip
"""The format's name of a type of numbers -> NumPy's."""

_NAMES = {np.dtype(code): name for name, code in TYPES.items()}

MAX_HEADER = 8 << 20
"""Bytes of the longest header that is read: some 50,000 tensors. Its JSON takes up to 24 times that."""

_LENGTH = 8
_METADATA = "__metadata__"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a tensor lies in a file: its type, its shape, and its first byte in the file."""

    dtype: np.dtype
    shape: tuple[int, ...]
    start: int


def header_of(tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str]) -> bytes:
    """The bytes before the tensors, which follow in the order of the mapping, each in C order.

    Raises:
        ValueError: a tensor holds something the format has no name for.
    """
    described: dict[str, object] = {_METADATA: dict(metadata)} if metadata else {}
    end = 0
    for name, tensor in tensors.items():
        dtype = tensor.dtype.newbyteorder("<")
        if dtype not in _NAMES:
            raise ValueError(f"{name} holds {tensor.dtype} values, which safetensors does not know")
        start, end = end, end + tensor.nbytes
        described[name] = {"dtype": _NAMES[dtype], "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = strict_json.encode(described).encode()
    text += b" " * (-len(text) % 8)  # where 8-byte numbers may begin
    return len(text).to_bytes(_LENGTH, "little") + text


def read_header(file: BinaryIO) -> tuple[dict[str, Place], dict[str, str]]:
    """The places of a file's tensors, and its metadata; every claim is checked against the size of the file.

    Raises:
        ValueError: the file is not of this format, or contradicts itself.
    """
    size = os.fstat(file.fileno()).st_size
    length = int.from_bytes(file.read(_LENGTH), "little")
    if size < _LENGTH or not 2 <= length <= min(MAX_HEADER, size - _LENGTH):
        raise ValueError("it is not a file of tensors, or was cut short")
    try:
        described = json.loads(file.read(length).decode())
    except (ValueError, RecursionError):
        raise ValueError("its header is not JSON") from None
    if not isinstance(described, dict):
        raise ValueError("its header is not a list of tensors")
    metadata = described.pop(_METADATA, {})
    if not isinstance(metadata, dict) or not all(isinstance(text, str) for text in metadata.values()):
        raise ValueError("its metadata is not text")
    places, ends = {}, []
    for name, about in described.items():
        places[name], end = _place(name, about, _LENGTH + length)
        ends.append((places[name].start, end))
    expected = _LENGTH + length
    for start, end in sorted(ends):
        if start != expected:
            raise ValueError("its tensors overlap or leave gaps")
        expected = end
    if expected != size:
        raise ValueError(f"it should have {expected} bytes and has {size}")
    return places, metadata


def _place(name: str, about: object, first: int) -> tuple[Place, int]:
    try:
        code, shape, (start, end) = about["dtype"], about["shape"], about["data_offsets"]  # type: ignore[index]
        dtype = _dtype(code)
        whole = all(type(number) is int and number >= 0 for number in (*shape, start, end))
    except (TypeError, KeyError, ValueError):
        raise ValueError(f"{name!r:.100} is described in no way this reader knows") from None
    if not whole or len(shape) > 32 or end - start != math.prod(shape) * dtype.itemsize:
        raise ValueError(f"the shape and the size of {name!r:.100} contradict each other")
    return Place(dtype, tuple(shape), first + start), first + end


def _dtype(code: str) -> np.dtype:
    if code == "BF16":
        from ml_dtypes import bfloat16  # NumPy has none; JAX brings this one

        return np.dtype(bfloat16)
    return np.dtype(TYPES[code])


def read_tensor(file: BinaryIO, place: Place) -> np.ndarray:
    """One tensor."""
    return _read(file, place.dtype, place.shape, place.start)


def read_slot(file: BinaryIO, place: Place, slot: int) -> np.ndarray:
    """``tensor[slot]``, without reading the rest.

    Raises:
        ValueError: the tensor has no such slot.
    """
    if not place.shape or not 0 <= slot < place.shape[0]:
        raise ValueError(f"a tensor of shape {place.shape} has no slot {slot}")
    shape = place.shape[1:]
    return _read(file, place.dtype, shape, place.start + slot * math.prod(shape) * place.dtype.itemsize)


def _read(file: BinaryIO, dtype: np.dtype, shape: tuple[int, ...], start: int) -> np.ndarray:
    array = np.empty(math.prod(shape) * dtype.itemsize, np.uint8)
    file.seek(start)
    if file.readinto(memoryview(array)) != len(array):  # type: ignore[attr-defined]
        raise ValueError("it was cut short while it was read")
    return array.view(dtype).reshape(shape)
