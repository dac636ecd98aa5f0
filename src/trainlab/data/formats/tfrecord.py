"""TFRecord files of tf.train.Example, read without TensorFlow; ``files/tfrecord.py`` has their framing."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from trainlab.data.formats._example import Feature, WireError, parse_example
from trainlab.data.formats.examples import Contents, Examples
from trainlab.data.formats.format import FileFormat
from trainlab.data.reading import OF_NAMED, Reading, option
from trainlab.data.tables.columns import USUAL_TARGETS, split_targets
from trainlab.data.tables.text_file import as_text
from trainlab.errors import DataError, unknown_name
from trainlab.files.opening import open_regular, size_of
from trainlab.files.tfrecord import masked_crc

PREFERRED_TARGET = "label"
"""The feature that is taken for the target where none is named and several have usual names."""


def read_tfrecord(path: Path, reading: Reading) -> Contents:
    """The examples of a TFRecord file of tf.train.Example.

    Args:
        path: the file, not compressed.
        reading: what is said of it: the feature that holds the class, one int64 or bytes value, or the
            number; ``label`` by default, or else the only one with another usual name, such as ``y``; or
            several features of a number each. Of the other features either
            one is a vector of numbers, or each is a single number.

    Raises:
        DataError: the file is damaged, or its features are not as above. Records are counted from 1.
    """
    targets: list[str] = []
    names: list[str] = []
    width = 0
    y: list[Any] = []
    kind = np.dtype(np.float32)
    inputs = bytearray()  # rows of numbers: examples as Python objects would take 15 times their bytes
    for row, record in enumerate(records(path), 1):
        try:
            example = parse_example(record)
        except WireError as problem:
            raise DataError(f"record {row} of {path} is not a tf.train.Example: {problem}.") from None
        if row == 1:
            targets = _choose_targets(sorted(example), reading, path)
            names = _input_names(example, targets, reading, path)
            width = _width(example, names, path)
            kind = np.dtype(np.float64 if any(example[name][0] == "int64" for name in names) else np.float32)
        values = [_target(_feature(example, target, row, path), target, row, path) for target in targets]
        y.append(values if len(values) > 1 else values[0])
        for name in names:
            inputs += _numbers(_feature(example, name, row, path), width, kind, name, row, path).data
    if not y:
        raise DataError(f"{path} is empty: it holds no records.")
    x = np.frombuffer(inputs, dtype=kind).reshape(len(y), len(names) * width)
    features = tuple(names) if x.shape[1] == len(names) else None
    numeric = reading.task == "regression" or len(targets) > 1
    return Contents(
        splits={"train": Examples(inputs=x, targets=y, features=features)}, target=",".join(targets),
        task="regression" if numeric else None, target_names=tuple(targets) if numeric else None,
    )  # fmt: skip


def _choose_targets(known: list[str], reading: Reading, path: Path) -> list[str]:
    asked = split_targets(reading.target, known)
    for target in asked:
        if target not in known:
            raise DataError(f"{path}: {unknown_name('target feature', target, known)}")
    if asked:
        return asked
    usual = [name for name in known if name.lower() in USUAL_TARGETS]
    if PREFERRED_TARGET in usual:
        return [PREFERRED_TARGET]
    if len(usual) != 1:
        raise DataError(
            f"{path} does not say which feature is the target: name one with "
            f"{option('target', 'FEATURE')}, "
            f"of {', '.join(known) or 'none'}."
        )
    return usual


def _input_names(example: dict[str, Feature], targets: list[str], reading: Reading, path: Path) -> list[str]:
    """The features besides the targets, in order."""
    for name in reading.ignore:
        if name not in example:
            raise DataError(f"{path}: {unknown_name('feature to ignore', name, sorted(example))}")
    names = [name for name in sorted(example) if name not in targets and name not in reading.ignore]
    if not names:
        raise DataError(f"{path} has no feature besides the target '{', '.join(targets)}'.")
    return names


def records(path: Path) -> Iterator[bytes]:
    """The data of each record, both checksums compared.

    Raises:
        DataError: a record is cut short or does not match its checksum; its length is believed only after its
            own checksum matched and only if the file is that long.
    """
    with open_regular(path) as file:
        size = size_of(file)
        number = 0
        while head := file.read(12):
            number += 1
            if len(head) < 12:
                raise DataError(f"record {number} of {path} is cut short: the file ends within its header.")
            length, check = struct.unpack("<QI", head)
            if masked_crc(head[:8]) != check:
                hint = " The file looks compressed: decompress it first." if head[:2] == b"\x1f\x8b" else ""
                raise DataError(
                    f"record {number} of {path} is damaged: its length does not match its checksum.{hint}"
                )
            if length > size - file.tell() - 4:
                raise DataError(
                    f"record {number} of {path} is cut short: it claims {length:,} bytes, more than follow."
                )
            data = file.read(length)
            if struct.pack("<I", masked_crc(data)) != file.read(4):
                raise DataError(
                    f"record {number} of {path} is damaged: its data does not match its checksum."
                )
            yield data


def _feature(example: dict[str, Feature], name: str, row: int, path: Path) -> Feature:
    if name not in example:
        raise DataError(f"feature '{name}' is missing from record {row} of {path}.")
    return example[name]


def _target(feature: Feature, name: str, row: int, path: Path) -> int | float | str:
    kind, values = feature
    if len(values) != 1:
        raise DataError(
            f"target '{name}' has {len(values)} values in record {row} of {path}: it must have one."
        )
    value = values[0]
    if isinstance(value, bytes):
        return as_text(value)
    return int(value) if kind == "int64" else float(value)


def _width(example: dict[str, Feature], names: list[str], path: Path) -> int:
    """Length of the one vector feature; 1 if all features are single numbers."""
    if len(names) == 1:
        return len(example[names[0]][1])
    vectors = [name for name in names if len(example[name][1]) != 1]
    if vectors:
        raise DataError(
            f"{path} has the features {', '.join(names)}, of which {', '.join(vectors)} are not single "
            "numbers: there "
            f"must be either one vector feature besides the target, or single numbers only."
        )
    return 1


def _numbers(feature: Feature, width: int, kind_of: np.dtype, name: str, row: int, path: Path) -> np.ndarray:
    kind, values = feature
    if len(values) != width:
        raise DataError(
            f"feature '{name}' has {len(values)} values in record {row} of {path} instead of {width}."
        )
    if kind == "bytes":
        raise DataError(
            f"feature '{name}' holds bytes in record {row} of {path}: inputs must be numbers. Leave it out "
            f"with {option('ignore', name)}."
        )
    numbers = np.asarray(values, dtype=kind_of)
    if not np.isfinite(numbers).all():
        raise DataError(f"feature '{name}' is not finite in record {row} of {path}.")
    return numbers


TFRECORD = FileFormat(
    name="tfrecord",
    title="TFRecord",
    endings=(".tfrecord", ".tfrecords"),
    read=read_tfrecord,
    options=frozenset(OF_NAMED),
)
