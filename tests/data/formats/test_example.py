# pyright: reportAttributeAccessIssue=false
# Which type a feature has says its kind; bytes have no such attribute, and the test fails.

import contextlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.data.formats._example import WireError, parse_example

# Printed by TensorFlow in its own tutorial, https://www.tensorflow.org/tutorials/load_data/tfrecord
FROM_TENSORFLOW = (
    b"\nR\n\x14\n\x08feature2\x12\x08\n\x06\n\x04goat\n\x14\n\x08feature3\x12\x08\x12\x06\n\x04[\xd3|?"
    b"\n\x11\n\x08feature0\x12\x05\x1a\x03\n\x01\x00\n\x11\n\x08feature1\x12\x05\x1a\x03\n\x01\x04"
)

names = st.text(min_size=1, max_size=8)
lists = st.one_of(
    st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=6),
    st.lists(st.floats(width=32, allow_nan=False), min_size=1, max_size=6),
    st.lists(st.binary(max_size=6), min_size=1, max_size=6),
)


def test_an_example_tensorflow_wrote():
    features = parse_example(FROM_TENSORFLOW)
    assert features.keys() == {"feature0", "feature1", "feature2", "feature3"}
    assert features["feature2"] == ("bytes", [b"goat"])
    assert features["feature3"][0] == "float"
    assert features["feature3"][1] == pytest.approx([0.9876])
    assert (features["feature0"][0], features["feature0"][1].tolist()) == ("int64", [0])
    assert (features["feature1"][0], features["feature1"][1].tolist()) == ("int64", [4])


@given(st.dictionaries(names, lists, max_size=4), st.booleans())
def test_every_value_survives_packed_or_not(example_bytes, features, packed):
    read = parse_example(example_bytes(features, packed))
    assert read.keys() == features.keys()
    kinds = {int: "int64", float: "float", bytes: "bytes"}
    for name, values in features.items():
        assert read[name][0] == kinds[type(values[0])]
        assert list(read[name][1]) == values


def test_the_types_of_arrays(example_bytes):
    read = parse_example(example_bytes({"i": [1], "f": [0.5]}))
    assert read["i"][1].dtype == np.int64
    assert read["f"][1].dtype == np.float32


def test_unknown_fields_are_skipped_and_the_last_value_wins(example_bytes):
    unknown = b"\x30\x05" + b"\x3a\x02hi" + b"\x45\x00\x00\x00\x00" + b"\x49" + bytes(8)  # fields 6 to 9
    twice = example_bytes({"a": [1, 2]}) + unknown + example_bytes({"a": [3]})
    assert parse_example(twice)["a"][1].tolist() == [3]


def test_of_one_of_several_kinds_the_last_counts():
    floats = b"\x12\x06\x0a\x04" + struct.pack("<f", 0.5)
    integers = b"\x1a\x03\x0a\x01\x07"
    feature = floats + integers
    entry = b"\x0a\x01a\x12" + bytes([len(feature)]) + feature
    features = b"\x0a" + bytes([len(entry)]) + entry
    kind, values = parse_example(b"\x0a" + bytes([len(features)]) + features)["a"]
    assert (kind, values.tolist()) == ("int64", [7])


def test_nothing_is_no_features():
    assert parse_example(b"") == {}


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (b"\x0a", "has no end"),
        (b"\x0a\x05ab", "beyond the end"),
        (b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f", "beyond the end"),
        (b"\xff" * 12, "has no end"),
        (b"\x0b\x00", "unknown wire type 3"),
        (b"\x00\x00", "number 0"),
        (b"\x08\x01", "wire type 0 instead of 2"),
        (b"\x0a\x05\x0a\x03\x0a\x01\xff", "not UTF-8"),
        (b"\x0a\x0c\x0a\x0a\x0a\x01a\x12\x05\x12\x03\x0a\x01\x00", "within a float"),
        (b"\x0a\x0c\x0a\x0a\x0a\x01a\x12\x05\x1a\x03\x0a\x01\x80", "within an integer"),
        (
            b"\x0a\x16\x0a\x14\x0a\x01a\x12\x0f\x1a\x0d\x0a\x0b" + b"\x80" * 10 + b"\x01",
            "longer than 64 bits",
        ),
    ],
)
def test_damaged_messages_are_refused(message, words):
    with pytest.raises(WireError, match=words):
        parse_example(message)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(message):
    with contextlib.suppress(WireError):
        assert isinstance(parse_example(message), dict)


@given(st.integers(0, len(FROM_TENSORFLOW) - 1), st.integers(0, 255))
def test_damage_anywhere_is_read_or_refused(place, octet):
    message = bytearray(FROM_TENSORFLOW)
    message[place] = octet
    with contextlib.suppress(WireError):
        assert isinstance(parse_example(bytes(message)), dict)


def test_a_long_list_of_integers_is_decoded_piece_by_piece(example_bytes, monkeypatch):
    values = [number * number for number in range(300)]
    monkeypatch.setattr("trainlab.data.formats._example.PIECE", 7)
    kind, decoded = parse_example(example_bytes({"a": values}))["a"]
    assert (kind, decoded.tolist()) == ("int64", values)
    with pytest.raises(WireError, match="longer than 64 bits"):
        parse_example(example_bytes({"a": [-1, -1]}))  # of 10 bytes each: no end within a piece


def test_too_many_features_are_refused(example_bytes, monkeypatch):
    monkeypatch.setattr("trainlab.data.formats._example.MAX_FEATURES", 3)
    assert len(parse_example(example_bytes({name: [1] for name in "abc"}))) == 3
    with pytest.raises(WireError, match="more than 3 features"):
        parse_example(example_bytes({name: [1] for name in "abcd"}))
