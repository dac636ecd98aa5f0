"""NPZ files: arrays by name in a zip archive, as numpy.savez writes them."""

from __future__ import annotations

import io
import math
import struct
import warnings
import zipfile
import zlib
from pathlib import Path
from typing import IO

import numpy as np

from trainlab.data.dataset import Dataset
from trainlab.data.inputs import pixels
from trainlab.data.memory import DEFLATE_LIMIT, check_expansion, check_fits
from trainlab.errors import DataError
from trainlab.files import open_regular, size_of

PARTS = {
    "train": ("x_train", "y_train"),
    "validation": ("x_validation", "y_validation"),
    "test": ("x_test", "y_test"),
}
WHOLE = ("x", "y")

MOST_DIRECTORY = 1 << 20
"""Bytes of an archive's list of arrays, which is read whole: room for 10,000 arrays."""

MOST_HEADER = 10_000
"""Bytes of an array's header, which numpy parses as an expression; the longest it parses by default."""


def read_npz(path: Path, seed: int) -> Dataset:
    """A dataset from an NPZ file; 8-bit images (three axes or more) are scaled to 0..1.

    Args:
        path: the file, with arrays x_train and y_train, and where there are any x_validation, y_validation,
            x_test and y_test; or with x and y only.
        seed: seed of the split, for splits the file does not have.

    Raises:
        DataError: the arrays are missing, damaged, or hold objects.
    """
    try:
        with _InPieces(open_regular(path).detach()) as file, zipfile.ZipFile(file) as archive:
            pairs = _read_pairs(archive, path, size_of(file))
    except _DAMAGE as problem:
        raise DataError(f"{path} is not a whole NPZ file: {problem}.") from None
    train = pairs["train"]
    scaled = train[0].dtype == np.uint8 and train[0].ndim > 2
    if scaled:
        for split, (x, _) in pairs.items():
            if x.dtype != np.uint8 or x.ndim != train[0].ndim:
                raise DataError(
                    f"{path} has {x.ndim} axes of {x.dtype} in {PARTS[split][0]}, but 8-bit images in train."
                )
        pairs = {split: (pixels(x), y) for split, (x, y) in pairs.items()}
    return Dataset.from_arrays(
        *pairs["train"],
        validation=pairs.get("validation"),
        test=pairs.get("test"),
        name=path.stem,
        source=f"{path}" + (", pixel values scaled to 0..1" if scaled else ""),
        seed=seed,
    )


LAST_CODE_POINT = 0x10FFFF
"""The last character of Unicode: NumPy makes text of larger numbers too, but Python does not."""

_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OverflowError,
    UnicodeDecodeError,
)  # fmt: skip
"""What a damaged archive makes its reader raise."""


class _InPieces(io.BufferedReader):
    """A file that is read in pieces, as arrays are: a larger one would be a list of arrays without end."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = MOST_DIRECTORY + 1 if size is None or size < 0 else size
        content = super().read(min(wanted, MOST_DIRECTORY + 1))
        if len(content) > MOST_DIRECTORY:
            raise zipfile.BadZipFile("its list of arrays is too long")
        return content


def _read_pairs(archive: zipfile.ZipFile, path: Path, size: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
    wanted = {split: names for split, names in PARTS.items() if members.keys() & set(names)} or {
        "train": WHOLE
    }
    if "train" not in wanted:
        wanted["train"] = PARTS["train"]
    missing = [name for names in wanted.values() for name in names if name not in members]
    if missing:
        held = ", ".join(list(members)[:20]) or "nothing"
        raise DataError(
            f"{path} lacks {' and '.join(missing)}: an NPZ file must hold x_train and y_train (and may hold "
            f"x_validation, y_validation, x_test, y_test), or x and y; it holds {held}."
        )
    infos = [members[name] for names in wanted.values() for name in names]
    for info in infos:
        _check_claims(info, path, size)
    needed = sum(info.file_size for info in infos)
    check_expansion(needed, size, str(path), "Save it with numpy.savez, which does not compress.")
    check_fits(needed, str(path))
    return {
        split: (_read_member(archive, members[x], path), _read_member(archive, members[y], path))
        for split, (x, y) in wanted.items()
    }


def _name(info: zipfile.ZipInfo, path: Path) -> str:
    return f"array {info.filename.removesuffix('.npy')} of {path}"


def _check_claims(info: zipfile.ZipInfo, path: Path, size: int) -> None:
    """Hold what the archive's list says of an array against the size of the file."""
    array = _name(info, path)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DataError(f"{array} is compressed in a way numpy.savez does not use.")
    if not 0 <= info.header_offset < size:
        raise DataError(f"{array} is damaged: it claims to begin outside of the file.")
    ratio = 1 if info.compress_type == zipfile.ZIP_STORED else DEFLATE_LIMIT
    if info.compress_size > size or info.file_size > ratio * info.compress_size:
        raise DataError(
            f"{array} is damaged: it claims {info.file_size:,} bytes, more than the file can hold."
        )


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> np.ndarray:
    """One array, after holding the sizes that its header declares against those of the archive."""
    array = _name(info, path)
    with archive.open(info) as member:
        shape, dtype = _read_header(member, array)
        declared = math.prod(shape) * dtype.itemsize
        if dtype.hasobject:
            raise DataError(
                f"{array} holds Python objects, which could run code: save numbers or text instead."
            )
        if dtype.itemsize == 0:
            raise DataError(f"{array} holds values of no bytes ({dtype}): save numbers or text instead.")
        if member.tell() + declared != info.file_size:
            raise DataError(
                f"{array} is damaged: its header declares {declared:,} bytes of values, the archive holds "
                f"{info.file_size - member.tell():,}."
            )
        member.seek(0)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                values = np.lib.format.read_array(member, allow_pickle=False)
        except (ValueError, TypeError) as problem:
            raise DataError(f"{array} is damaged: {problem}.") from None
    if dtype.kind == "U" and _code_points(values).max(initial=0) > LAST_CODE_POINT:
        raise DataError(f"{array} is damaged: it holds text that is no Unicode.")
    return values


def _code_points(text: np.ndarray) -> np.ndarray:
    """The characters of an array of text, as numbers."""
    return np.ascontiguousarray(text).reshape(-1).view(text.dtype.str[0].replace("|", "<") + "u4")


def _read_header(member: IO[bytes], array: str) -> tuple[tuple[int, ...], np.dtype]:
    """Shape and type of an array; leaves the reader where its values begin."""
    start = member.read(12)
    version = start[6:7]
    length = int.from_bytes(start[8:10] if version == b"\1" else start[8:12], "little")
    if start[:6] != b"\x93NUMPY" or version not in (b"\1", b"\2", b"\3") or length > MOST_HEADER:
        raise DataError(f"{array} has a damaged NPY header.")
    member.seek(8)
    read = np.lib.format.read_array_header_1_0 if version == b"\1" else np.lib.format.read_array_header_2_0
    try:
        with warnings.catch_warnings():  # numpy warns of headers that Python 2 wrote, and of old types
            warnings.simplefilter("ignore")
            shape, _, dtype = read(member)
    except zipfile.BadZipFile:
        raise
    except Exception as problem:  # a hostile header can make its parser fail in any way
        raise DataError(f"{array} has a damaged NPY header ({type(problem).__name__}).") from None
    return shape, dtype
