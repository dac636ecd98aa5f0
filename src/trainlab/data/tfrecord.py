"""TFRecord files of tf.train.Example, read without TensorFlow.

A record is its length (8 bytes, little-endian), the masked CRC-32C of the length (4), the data, and the
masked CRC-32C of the data (4); https://www.tensorflow.org/tutorials/load_data/tfrecord#tfrecords_format_details.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from trainlab.data.dataset import Dataset
from trainlab.data.example import Feature, WireError, parse_example
from trainlab.errors import DataError, unknown_name
from trainlab.files import open_regular, size_of

TARGET = "label"
"""The feature that is taken for the target where none is named."""


def read_tfrecord(path: Path, target: str | None, seed: int) -> Dataset:
    """A dataset from a TFRecord file of tf.train.Example.

    Args:
        path: the file, not compressed.
        target: the feature that holds the class, one int64 or bytes value; ``label`` by default. Of the other
            features either one is a vector of numbers, or each is a single number.
        seed: seed of the split.

    Raises:
        DataError: the file is damaged, or its features are not as above. Records are counted from 1.
    """
    target = target if target is not None else TARGET
    names: list[str] = []
    width = 0
    y: list[int | float | str] = []
    inputs = bytearray()  # rows of float32: examples as Python objects would take 15 times their bytes
    for row, record in enumerate(records(path), 1):
        try:
            example = parse_example(record)
        except WireError as problem:
            raise DataError(f"record {row} of {path} is not a tf.train.Example: {problem}.") from None
        if row == 1:
            names = _input_names(example, target, path)
            width = _width(example, names, path)
        y.append(_target(_feature(example, target, row, path), target, row, path))
        for name in names:
            inputs += _numbers(_feature(example, name, row, path), width, name, row, path).data
    if not y:
        raise DataError(f"{path} is empty: it holds no records.")
    x = np.frombuffer(inputs, dtype=np.float32).reshape(len(y), len(names) * width)
    features = names if x.shape[1] == len(names) else None
    return Dataset.from_arrays(
        x, y, features=features, name=path.stem, source=f"{path}, target {target}", seed=seed
    )  # fmt: skip


def _input_names(example: dict[str, Feature], target: str, path: Path) -> list[str]:
    """The features besides the target, in order."""
    known = sorted(example)
    if target not in known:
        raise DataError(f"{path}: {unknown_name('target feature', target, known)}")
    names = [name for name in known if name != target]
    if not names:
        raise DataError(f"{path} has no feature besides the target '{target}'.")
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


def masked_crc(data: bytes) -> int:
    """CRC-32C, rotated right by 15 bits plus a constant, as TFRecord stores it."""
    import google_crc32c

    crc = google_crc32c.value(data)
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


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
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise DataError(f"target '{name}' is not text (UTF-8) in record {row} of {path}.") from None
    return int(value) if kind == "int64" else float(value)


def _width(example: dict[str, Feature], names: list[str], path: Path) -> int:
    """Length of the one vector feature; 1 if all features are single numbers."""
    if len(names) == 1:
        return len(example[names[0]][1])
    vectors = [name for name in names if len(example[name][1]) != 1]
    if vectors:
        raise DataError(
            f"{path} has the features {', '.join(names)}, of which {', '.join(vectors)} are no single "
            "numbers: there "
            f"must be either one vector feature besides the target, or single numbers only."
        )
    return 1


def _numbers(feature: Feature, width: int, name: str, row: int, path: Path) -> np.ndarray:
    kind, values = feature
    if len(values) != width:
        raise DataError(
            f"feature '{name}' has {len(values)} values in record {row} of {path} instead of {width}."
        )
    if kind == "bytes":
        raise DataError(f"feature '{name}' holds bytes in record {row} of {path}: inputs must be numbers.")
    numbers = np.asarray(values, dtype=np.float32)
    if not np.isfinite(numbers).all():
        raise DataError(f"feature '{name}' is not finite in record {row} of {path}.")
    return numbers
