"""Datasets as files for other programs: CSV, NPZ, Parquet or TFRecord, a file a split or one for all."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from trainlab.data.dataset import SPLITS, Dataset, Split
from trainlab.data.formats.npz import CLASS_NAMES, FEATURE_NAMES, TARGET_NAMES
from trainlab.data.tables.columns import USUAL_TARGETS
from trainlab.errors import DataError, StorageError, unknown_name
from trainlab.files.protobuf import block, varint
from trainlab.files.tfrecord import record
from trainlab.spreadsheet import harmless

Write = Callable[[Path, Dataset, Split], None]

FIRST_TARGETS = ("label", *USUAL_TARGETS)
"""Names for the column of the class, the first that no input has; numeric targets have names of their own."""


def write_dataset(dataset: Dataset, folder: Path, kind: str, *, force: bool = False) -> list[Path]:
    """Write a dataset into a folder.

    Args:
        dataset: the dataset.
        folder: made if it is not there.
        kind: ``csv``, ``parquet`` or ``tfrecord``: NAME_train, NAME_validation and NAME_test; or ``npz``, all
            splits in one file, with x_train, y_train and so on.
        force: replace files that are already there.

    Returns:
        The files. ``npz`` reads back as the very same dataset. In the others images are columns of pixels;
        CSV and Parquet files hold the names of classes, whose numbers then follow the alphabet, and TFRecord
        files their numbers.

    Raises:
        DataError: the kind is unknown, or a file is already there.
        StorageError: a file cannot be written.
    """
    if kind not in KINDS:
        raise DataError(unknown_name("kind of file", kind, KINDS))
    names = (
        [f"{dataset.name}.npz"] if kind == "npz" else [f"{dataset.name}_{split}.{kind}" for split in SPLITS]
    )
    files = [folder / name for name in names]
    if "\0" in str(files[0]):
        raise DataError(f"no path holds the character \\0: '{files[0]}'.")
    for file in files:
        if os.path.lexists(file) and not force:
            raise DataError(f"'{file}' is already there: choose another folder, or replace it with --force.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, split in zip(files, SPLITS, strict=False):
            new = file.with_name(f".{file.name}.new")  # whole under its name, or not there
            try:
                KINDS[kind](new, dataset, dataset.split(split))
                if file.is_file() and not file.is_symlink():
                    new.chmod(file.stat().st_mode & 0o777)  # a file that is replaced keeps its permissions
                os.replace(new, file)
            finally:
                new.unlink(missing_ok=True)
    except OSError as problem:
        raise StorageError(f"could not write into '{folder}': {problem.strerror or problem}.") from None
    return files


def _columns(dataset: Dataset) -> tuple[list[str], list[str]]:
    """Names of the columns of inputs, and of the class or of the numeric targets."""
    names = list(dataset.features)
    if not names:
        size = int(np.prod(dataset.input_shape))
        names = [f"pixel{number}" for number in range(1, size + 1)]
    taken = {name.lower() for name in names}
    if dataset.task.numeric:
        own = dataset.target_names
        return names, [name if name.lower() not in taken else f"target {name}" for name in own]
    free = [name for name in FIRST_TARGETS if name not in taken]
    return names, free[:1] or ["the class"]


def _rows(split: Split) -> np.ndarray:
    return split.inputs.reshape(len(split), -1)


def _write_csv(file: Path, dataset: Dataset, split: Split) -> None:
    names, targets = _columns(dataset)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(map(harmless, [*names, *targets]))
        if dataset.task.numeric:
            for row, numbers in zip(_rows(split), split.targets, strict=True):
                writer.writerow([*map(str, row), *map(str, numbers)])
            return
        classes = [harmless(name) for name in dataset.classes]
        for row, number in zip(_rows(split), split.targets, strict=True):
            # NumPy writes a number with as many digits as distinguish it from its neighbours, and no more.
            writer.writerow([*map(str, row), classes[number]])


def _write_parquet(file: Path, dataset: Dataset, split: Split) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    names, targets = _columns(dataset)
    columns = [pa.array(column) for column in np.ascontiguousarray(_rows(split).T)]
    if dataset.task.numeric:
        columns += [pa.array(column) for column in np.ascontiguousarray(split.targets.T)]
        parquet.write_table(pa.table(columns, names=[*names, *targets]), file, use_dictionary=False)
        return
    classes = pa.DictionaryArray.from_arrays(pa.array(split.targets), pa.array(dataset.classes, pa.string()))
    # Plain: runs of one value would make the file unpack to more than a reader takes for honest.
    parquet.write_table(pa.table([*columns, classes], names=[*names, *targets]), file, use_dictionary=targets)  # type: ignore[arg-type]  # its stub knows flags only


def _write_npz(file: Path, dataset: Dataset, _: Split) -> None:
    named = (TARGET_NAMES, dataset.target_names) if dataset.task.numeric else (CLASS_NAMES, dataset.classes)
    arrays: dict[str, np.ndarray] = {named[0]: np.array(named[1], dtype=str)}
    if dataset.features:
        arrays[FEATURE_NAMES] = np.array(dataset.features, dtype=str)
    for name in SPLITS:
        split = dataset.split(name)
        arrays |= {f"x_{name}": split.inputs, f"y_{name}": split.targets}
    with file.open("wb") as out:
        np.savez(out, **arrays)  # type: ignore[arg-type]  # its stub takes allow_pickle for one of them


def _write_tfrecord(file: Path, dataset: Dataset, split: Split) -> None:
    """Examples of x, a list of floats, and y, an int64; or of x and a float by the name of each target."""
    targets = [name.encode() if name != "x" else b"target x" for name in dataset.target_names]
    with file.open("wb") as out:
        for row, target in zip(_rows(split), split.targets, strict=True):
            x = block(2, block(1, row.astype("<f4").tobytes()))
            if dataset.task.numeric:
                floats = (block(2, block(1, number.astype("<f4").tobytes())) for number in target)
                named = [(b"x", x), *zip(targets, floats, strict=True)]
            else:
                named = [(b"x", x), (b"y", block(3, block(1, varint(int(target)))))]
            entries = (block(1, name) + block(2, value) for name, value in named)
            out.write(record(block(1, b"".join(block(1, entry) for entry in entries))))


KINDS: dict[str, Write] = {
    "csv": _write_csv, "npz": _write_npz, "parquet": _write_parquet, "tfrecord": _write_tfrecord,
}  # fmt: skip
"""What writes each kind of file, by its ending."""
