"""IDX files, the form MNIST is published in: a header of sizes, then the values.

The format is described at the end of http://yann.lecun.com/exdb/mnist/: two zero bytes, a byte for the type,
a byte for the number of axes, one big-endian 32-bit size for each axis, and the values, big-endian, last axis
fastest. Files may be compressed with gzip.
"""

from __future__ import annotations

import gzip
import io
import math
import struct
import zlib
from pathlib import Path

import numpy as np

from trainlab.data.formats.memory import DEFLATE_LIMIT, check_expansion, check_fits
from trainlab.errors import DataError
from trainlab.files.opening import open_regular, size_of

TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
"""NumPy type of each type byte."""

MAX_AXES = 4


def read_idx(path: Path) -> np.ndarray:
    """Read one IDX file, compressed or not.

    The sizes in the header are checked against the size of the file before anything is allocated.

    Args:
        path: the file.

    Returns:
        The values, in the shape the header declares.

    Raises:
        DataError: the file is not IDX, is damaged, or holds more or less than its header declares.
    """
    try:
        with open_regular(path) as raw:
            compressed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            stored = size_of(raw)
            if not compressed:
                return _read(raw, path, stored, most=stored)
            with gzip.GzipFile(fileobj=raw) as file:
                return _read(file, path, stored, most=DEFLATE_LIMIT * stored)
    except (EOFError, gzip.BadGzipFile, zlib.error) as problem:
        raise DataError(f"{path} is damaged: {problem}.") from None
    except OSError as problem:
        raise DataError(f"{path} cannot be read: {problem.strerror or problem}.") from None


def _read(file: io.BufferedReader | gzip.GzipFile, path: Path, stored: int, most: int) -> np.ndarray:
    dtype, shape = _read_header(file, path)
    declared = math.prod(shape) * dtype.itemsize
    if declared > most:
        raise DataError(
            f"{path} is cut short or damaged: its header declares {declared:,} bytes of values, more "
            "than the file can hold."
        )
    check_expansion(declared, stored, str(path), "Decompress it with gunzip.")
    check_fits(declared, str(path))
    values = np.empty(declared, dtype=np.uint8)
    window = values.data
    found = 0
    while found < declared and (count := file.readinto(window[found:])):
        found += count
    if found < declared:
        raise DataError(
            f"{path} is cut short: its header declares {declared:,} bytes of values, it holds {found:,}."
        )
    if file.read(1):
        raise DataError(
            f"{path} is damaged: it holds more than the {declared:,} bytes of values its header declares."
        )
    return values.view(dtype).reshape(shape).astype(dtype.newbyteorder("="), copy=False)


def _read_header(file: io.BufferedReader | gzip.GzipFile, path: Path) -> tuple[np.dtype, tuple[int, ...]]:
    magic = file.read(4)
    if len(magic) < 4 or magic[:2] != b"\0\0" or magic[2] not in TYPES or not 1 <= magic[3] <= MAX_AXES:
        raise DataError(f"{path} is not an IDX file: it starts with {magic!r} instead of an IDX header.")
    sizes = file.read(4 * magic[3])
    if len(sizes) < 4 * magic[3]:
        raise DataError(f"{path} is cut short: it ends within its header.")
    shape = struct.unpack(f">{magic[3]}I", sizes)
    if 0 in shape:
        raise DataError(f"{path} holds no values: its header declares the shape {shape}.")
    return np.dtype(TYPES[magic[2]]), shape


def write_idx(path: Path, values: np.ndarray) -> None:
    """Write 8-bit values as an uncompressed IDX file.

    Args:
        path: the file to write.
        values: uint8, one to four axes.
    """
    header = struct.pack(f">HBB{values.ndim}I", 0, 0x08, values.ndim, *values.shape)
    path.write_bytes(header + np.ascontiguousarray(values, dtype=np.uint8).tobytes())
