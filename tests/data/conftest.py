"""Files made by hand, and a machine that has no datasets."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is on this machine, nothing can be downloaded. Returns the (absent) TRAINLAB_CACHE."""
    import sklearn.datasets

    def unplugged(*args: object, **kwargs: Any) -> None:
        raise OSError("no network in this test")

    monkeypatch.delenv("TRAINLAB_DATA", raising=False)
    monkeypatch.setenv("TRAINLAB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("trainlab.data.named.locate.SYSTEM", tmp_path / "system")
    monkeypatch.setattr(sklearn.datasets, "fetch_openml", unplugged)
    return tmp_path / "cache"


@pytest.fixture(scope="session")
def idx_bytes() -> Callable[[int, tuple[int, ...], bytes], bytes]:
    """An IDX file by hand: (type byte, shape, values)."""
    return lambda kind, shape, values: struct.pack(f">HBB{len(shape)}I", 0, kind, len(shape), *shape) + values


def _varint(value: int) -> bytes:
    out = b""
    while value >= 0x80:
        out += bytes([value % 0x80 + 0x80])
        value //= 0x80
    return out + bytes([value])


def _field(number: int, content: bytes) -> bytes:
    return _varint(number * 8 + 2) + _varint(len(content)) + content


def _feature(values: list, packed: bool) -> bytes:
    if values and isinstance(values[0], bytes):
        return _field(1, b"".join(_field(1, value) for value in values))
    if values and isinstance(values[0], float):
        floats = [struct.pack("<f", value) for value in values]
        return _field(
            2, _field(1, b"".join(floats)) if packed else b"".join(b"\x0d" + value for value in floats)
        )
    integers = [_varint(value % 2**64) for value in values]
    return _field(
        3, _field(1, b"".join(integers)) if packed else b"".join(b"\x08" + value for value in integers)
    )


@pytest.fixture(scope="session")
def example_bytes() -> Callable[..., bytes]:
    """A tf.train.Example by hand: ({name: [int, ...] | [float, ...] | [bytes, ...]}, packed=True)."""

    def build(features: Mapping[str, list], packed: bool = True) -> bytes:
        entries = [
            _field(1, name.encode()) + _field(2, _feature(values, packed))
            for name, values in features.items()
        ]
        return _field(1, b"".join(_field(1, entry) for entry in entries))

    return build


def _crc32c(data: bytes) -> int:
    """CRC-32C bit by bit: reflected polynomial 0x82F63B78 (RFC 3720, appendix B.4)."""
    crc = 0xFFFFFFFF
    for octet in data:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


@pytest.fixture(scope="session")
def tfrecord_bytes() -> Callable[[list[bytes]], bytes]:
    """A TFRecord file by hand, around the data of its records."""

    def masked(data: bytes) -> bytes:
        crc = _crc32c(data)
        return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) % 2**32)

    def build(records: list[bytes]) -> bytes:
        lengths = [struct.pack("<Q", len(data)) for data in records]
        return b"".join(
            length + masked(length) + data + masked(data)
            for length, data in zip(lengths, records, strict=True)
        )

    return build
