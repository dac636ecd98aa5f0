"""NPZ files: arrays by name in a zip archive, as numpy.savez writes them."""

from __future__ import annotations

import io
import math
import struct
import warnings
import zipfile
import zlib
from itertools import chain
from pathlib import Path
from typing import IO

import numpy as np

from trainlab.data.formats._array_names import WHOLE, pairs_of, role_of
from trainlab.data.formats.examples import Contents, Examples
from trainlab.data.formats.format import FileFormat
from trainlab.data.formats.memory import DEFLATE_LIMIT, check_expansion, check_fits
from trainlab.data.inputs import pixels
from trainlab.data.reading import Reading
from trainlab.errors import DataError
from trainlab.files.opening import open_regular, size_of

CLASS_NAMES, FEATURE_NAMES, TARGET_NAMES = "class_names", "feature_names", "target_names"
"""Arrays of text that name the classes (index = class number), the columns of the inputs, and the columns of
numeric targets."""

UNPACKED = "Save it with numpy.savez, which does not compress."

MAX_DIRECTORY = 1 << 20
"""Bytes of an archive's list of arrays, which is read whole: room for 10,000 arrays."""

MAX_NAMED = 8
"""Arrays that a sentence names."""

MAX_HEADER = 10_000
"""Bytes of an array's header, which numpy parses as an expression; the longest it parses by default."""


def read_npz(path: Path, reading: Reading) -> Contents:
    """The examples of an NPZ file; 8-bit images (three axes or more) are scaled to 0..1.

    Args:
        path: the file, with arrays x_train and y_train, and where there are any x_validation, y_validation,
            x_test and y_test, or other usual names; or with x and y only. It may hold class_names,
            feature_names, and target_names, whose targets are numbers.
        reading: what is said of the file: nothing of it means anything to arrays.

    Raises:
        DataError: the arrays are missing, damaged, or hold objects.
    """
    try:
        with _InPieces(open_regular(path).detach()) as file, zipfile.ZipFile(file) as archive:
            pairs, arrays, notes = _read_pairs(archive, path, size_of(file))
    except _DAMAGE as problem:
        raise DataError(f"{path} is not a whole NPZ file: {problem}.") from None
    features = _names(arrays.pop(FEATURE_NAMES, None), FEATURE_NAMES, path)
    classes = _names(arrays.pop(CLASS_NAMES, None), CLASS_NAMES, path)
    target_names = _names(arrays.pop(TARGET_NAMES, None), TARGET_NAMES, path)
    train = arrays[pairs["train"][0]]
    scaled = train.dtype == np.uint8 and train.ndim > 2
    splits = {}
    for split, (inputs, targets) in pairs.items():
        x = arrays[inputs]
        if scaled and (x.dtype != np.uint8 or x.ndim != train.ndim):
            raise DataError(f"{path} has {x.ndim} axes of {x.dtype} in {inputs}, but 8-bit images in train.")
        x = pixels(x) if scaled else x
        splits[split] = Examples(inputs=x, targets=arrays[targets], features=features, scaled=scaled)
    return Contents(
        splits=splits, classes=classes, notes=tuple(notes), target_names=target_names,
        task=None if target_names is None else reading.task or "regression",
    )  # fmt: skip


def read_npz_inputs(path: Path) -> np.ndarray:
    """The array x of an NPZ file, or the only one it holds; 8-bit images are scaled to 0..1.

    Raises:
        DataError: there is no such array, or the file is damaged.
    """
    try:
        with _InPieces(open_regular(path).detach()) as file, zipfile.ZipFile(file) as archive:
            members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
            named = [name for name in members if role_of(name) == (WHOLE, True)]
            only = named or list(members)
            if len(only) != 1:
                listed = ", ".join(list(members)[:MAX_NAMED]) or "none"
                raise DataError(f"{path} must hold the inputs as an array x; its arrays are: {listed}.")
            size, info = size_of(file), members[only[0]]
            _check_claims(info, path, size)
            check_expansion(
                info.file_size, size, str(path), "Save it with numpy.savez, which does not compress."
            )
            check_fits(info.file_size, str(path))
            inputs = _read_member(archive, info, path)
    except _DAMAGE as problem:
        raise DataError(f"{path} is not a whole NPZ file: {problem}.") from None
    return pixels(inputs) if inputs.dtype == np.uint8 and inputs.ndim > 2 else inputs


def _names(array: np.ndarray | None, what: str, path: Path) -> tuple[str, ...] | None:
    if array is None:
        return None
    if array.ndim != 1 or array.dtype.kind != "U":
        raise DataError(f"array {what} of {path} must be a list of text, not {array.shape} {array.dtype}.")
    return tuple(array.tolist())


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
        wanted = MAX_DIRECTORY + 1 if size is None or size < 0 else size
        content = super().read(min(wanted, MAX_DIRECTORY + 1))
        if len(content) > MAX_DIRECTORY:
            raise zipfile.BadZipFile("its list of arrays is too long")
        return content


def _read_pairs(
    archive: zipfile.ZipFile, path: Path, size: int
) -> tuple[dict[str, tuple[str, str]], dict[str, np.ndarray], list[str]]:
    """The names of the arrays of each split, the arrays, and what a person should know."""
    members = {info.filename.removesuffix(".npy"): info for info in archive.infolist()}
    naming = [name for name in (CLASS_NAMES, FEATURE_NAMES, TARGET_NAMES) if name in members]
    pairs, unused = pairs_of([name for name in members if name not in naming], str(path))
    wanted = {name: members[name] for name in dict.fromkeys([*chain(*pairs.values()), *naming])}
    for info in wanted.values():
        _check_claims(info, path, size)
    needed = sum(info.file_size for info in wanted.values())
    check_expansion(needed, size, str(path), UNPACKED)
    check_fits(needed, str(path))
    arrays = {name: _read_member(archive, info, path) for name, info in wanted.items()}
    notes = []
    if unused:
        listed = ", ".join(unused[:MAX_NAMED]) + (", ..." if len(unused) > MAX_NAMED else "")
        notes.append(f"{path} holds arrays that are not used: {listed}.")
    return pairs, arrays, notes


def _name(info: zipfile.ZipInfo, path: Path) -> str:
    return f"array {info.filename.removesuffix('.npy')} of {path}"


def _check_claims(info: zipfile.ZipInfo, path: Path, size: int) -> None:
    """Check what the archive's list says of an array against the size of the file."""
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
    """One array, after checking the sizes that its header declares against those of the archive."""
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
        raise DataError(f"{array} is damaged: it holds text that is not Unicode.")
    return values


def _code_points(text: np.ndarray) -> np.ndarray:
    """The characters of an array of text, as numbers."""
    return np.ascontiguousarray(text).reshape(-1).view(text.dtype.str[0].replace("|", "<") + "u4")


def _read_header(member: IO[bytes], array: str) -> tuple[tuple[int, ...], np.dtype]:
    """Shape and type of an array; leaves the reader where its values begin."""
    start = member.read(12)
    version = start[6:7]
    length = int.from_bytes(start[8:10] if version == b"\1" else start[8:12], "little")
    if start[:6] != b"\x93NUMPY" or version not in (b"\1", b"\2", b"\3") or length > MAX_HEADER:
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


NPZ = FileFormat(
    name="npz",
    title="NPZ",
    endings=(".npz",),
    read=read_npz,
)
