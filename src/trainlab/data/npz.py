"""NPZ files: arrays by name in a zip archive, as numpy.savez writes them."""

from __future__ import annotations

import math
import zipfile
import zlib
from pathlib import Path

import numpy as np

from trainlab.data.dataset import Dataset
from trainlab.data.inputs import pixels
from trainlab.data.memory import DEFLATE_LIMIT, check_fits
from trainlab.errors import DataError

PARTS = {
    "train": ("x_train", "y_train"),
    "validation": ("x_validation", "y_validation"),
    "test": ("x_test", "y_test"),
}
WHOLE = ("x", "y")


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
        with zipfile.ZipFile(path) as archive:
            pairs = _read_pairs(archive, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
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


def _read_pairs(archive: zipfile.ZipFile, path: Path) -> dict[str, tuple[np.ndarray, np.ndarray]]:
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
    check_fits(sum(info.file_size for info in infos), str(path))
    return {
        split: (_read_member(archive, members[x], path), _read_member(archive, members[y], path))
        for split, (x, y) in wanted.items()
    }  # fmt: skip


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> np.ndarray:
    """One array, after holding the sizes that zip and NPY headers declare against each other and the file."""
    array = f"array {info.filename.removesuffix('.npy')} of {path}"
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise DataError(f"{array} is compressed in a way numpy.savez does not use.")
    size = path.stat().st_size
    if not 0 <= info.header_offset < size:
        raise DataError(f"{array} is damaged: it claims to begin outside of the file.")
    ratio = 1 if info.compress_type == zipfile.ZIP_STORED else DEFLATE_LIMIT
    if info.compress_size > size or info.file_size > ratio * info.compress_size:
        raise DataError(
            f"{array} is damaged: it claims {info.file_size:,} bytes, more than the file can hold."
        )
    with archive.open(info) as member:
        try:
            version = np.lib.format.read_magic(member)
            v1 = version == (1, 0)
            header = (np.lib.format.read_array_header_1_0 if v1 else np.lib.format.read_array_header_2_0)(
                member
            )
        except zipfile.BadZipFile:
            raise
        except Exception as problem:  # a hostile header can make its parser fail in any way
            raise DataError(f"{array} has a damaged NPY header ({type(problem).__name__}).") from None
        shape, _, dtype = header
        declared = math.prod(shape) * dtype.itemsize
        if dtype.hasobject:
            raise DataError(
                f"{array} holds Python objects, which could run code: save numbers or text instead."
            )
        if member.tell() + declared != info.file_size:
            raise DataError(
                f"{array} is damaged: its header declares {declared:,} bytes of values, the archive holds "
                f"{info.file_size - member.tell():,}."
            )
        member.seek(0)
        try:
            return np.lib.format.read_array(member, allow_pickle=False)
        except (ValueError, TypeError) as problem:
            raise DataError(f"{array} is damaged: {problem}.") from None
