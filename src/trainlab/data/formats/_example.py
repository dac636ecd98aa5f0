"""Read the bytes of one tf.train.Example without TensorFlow.

The messages are (tensorflow/core/example/feature.proto)::

    Example   { Features features = 1; }
    Features  { map<string, Feature> feature = 1; }
    Feature   { oneof { BytesList bytes_list = 1; FloatList float_list = 2; Int64List int64_list = 3; } }
    *List     { repeated value = 1; }      floats and integers packed, or one by one

and the encoding is https://protobuf.dev/programming-guides/encoding/: every field starts with a varint,
number * 8 + wire type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

Kind = Literal["bytes", "float", "int64"]
Feature = tuple[Kind, "np.ndarray | list[bytes]"]

VARINT, FIXED64, LENGTH, FIXED32 = 0, 1, 2, 5
KINDS: dict[int, Kind] = {1: "bytes", 2: "float", 3: "int64"}

MAX_FEATURES = 100_000
"""Features of an example: apart they take 50 times their bytes. That many inputs are one feature."""

PIECE = 1 << 18
"""Bytes of a list of integers that are decoded at once: decoding takes 50 times their size."""


class WireError(ValueError):
    """The bytes are not a protocol buffer message of the expected kind."""


def parse_example(message: bytes) -> dict[str, Feature]:
    """The features of one tf.train.Example.

    Args:
        message: its bytes.

    Returns:
        By feature name its kind, and its values: float32 or int64 array (values,), or a list of bytes.

    Raises:
        WireError: the bytes are damaged, or another kind of message.
    """
    features: dict[str, Feature] = {}
    for features_message in _submessages(message, 1):
        for entry in _submessages(features_message, 1):
            key, value = b"", b""
            for number, wire, content in _fields(entry):
                if wire == LENGTH and number == 1:
                    key = content
                elif wire == LENGTH and number == 2:
                    value = content
            try:
                name = key.decode()
            except UnicodeDecodeError:
                raise WireError("a feature's name is not UTF-8") from None
            features[name] = _parse_feature(value)
            if len(features) > MAX_FEATURES:
                raise WireError(f"it has more than {MAX_FEATURES:,} features: make them one, a list")
    return features


def _parse_feature(message: bytes) -> Feature:
    kind: Kind = "bytes"
    lists: list[bytes] = []
    for number, wire, content in _fields(message):
        if wire != LENGTH or number not in KINDS:
            continue
        if KINDS[number] != kind:  # a oneof: what comes later replaces what came before
            lists.clear()
        kind = KINDS[number]
        lists.append(content)
    values = (field for content in lists for field in _fields(content) if field[0] == 1)
    if kind == "bytes":
        return kind, [_expect(wire, LENGTH, content) for _, wire, content in values]
    single = FIXED32 if kind == "float" else VARINT
    packed = bytearray()
    for _, wire, content in values:
        packed += _expect(wire, single, content) if wire != LENGTH else content
    return kind, _floats(packed) if kind == "float" else _integers(packed)


def _floats(packed: bytearray) -> np.ndarray:
    if len(packed) % 4:
        raise WireError("a list of floats ends within a float")
    return np.frombuffer(packed, dtype="<f4").astype(np.float32, copy=False)


def _integers(packed: bytearray) -> np.ndarray:
    """Decode consecutive varints into int64."""
    if len(packed) == 1 and packed[0] < 0x80:  # a label, in every record: worth a shortcut
        return np.array([packed[0]], dtype=np.int64)
    octets = np.frombuffer(packed, dtype=np.uint8)
    pieces = []
    while len(octets):
        piece = octets[:PIECE]
        if len(piece) < len(octets):  # up to the end of its last whole integer
            ends = np.flatnonzero(piece < 0x80)
            if not len(ends):
                raise WireError("an integer is longer than 64 bits")
            piece = piece[: ends[-1] + 1]
        pieces.append(_decode(piece))
        octets = octets[len(piece) :]
    return np.concatenate(pieces) if pieces else np.zeros(0, np.int64)


def _decode(octets: np.ndarray) -> np.ndarray:
    """Decode varints, all at once: 7 bits a byte, low ones first, top bit: more."""
    ends = np.flatnonzero(octets < 0x80)
    if len(octets) and (not len(ends) or ends[-1] != len(octets) - 1):
        raise WireError("a list of integers ends within an integer")
    starts = np.concatenate([[0], ends + 1])[: len(ends)]
    lengths = ends - starts + 1
    longest = int(lengths.max(initial=0))
    if longest > 10:
        raise WireError("an integer is longer than 64 bits")
    values = np.zeros(len(ends), dtype=np.uint64)
    for place in range(longest):
        reaches = lengths > place
        digit = (octets[starts[reaches] + place] & 0x7F).astype(np.uint64)
        values[reaches] |= digit << np.uint64(7 * place)
    return values.view(np.int64)


def _submessages(message: bytes, wanted: int) -> Iterator[bytes]:
    for number, wire, content in _fields(message):
        if number == wanted:
            yield _expect(wire, LENGTH, content)


def _expect(wire: int, wanted: int, content: bytes) -> bytes:
    if wire != wanted:
        raise WireError(f"a field has wire type {wire} instead of {wanted}")
    return content


def _fields(message: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Number, wire type and content of each field; the content of a varint is its own bytes."""
    at, end = 0, len(message)
    while at < end:
        tag, at = _varint(message, at)
        number, wire = tag >> 3, tag & 7
        start = at
        if wire == VARINT:
            _, at = _varint(message, at)
        elif wire == LENGTH:
            length, start = _varint(message, at)
            at = start + length
        elif wire in (FIXED32, FIXED64):
            at += 4 if wire == FIXED32 else 8
        else:
            raise WireError(f"a field has the unknown wire type {wire}")
        if at > end or number == 0:
            raise WireError(
                "a field reaches beyond the end of its message" if number else "a field has number 0"
            )
        yield number, wire, message[start:at]


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(message) or shift > 63:
            raise WireError("an integer has no end")
        octet = message[at]
        value |= (octet & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if octet < 0x80:
            return value, at
