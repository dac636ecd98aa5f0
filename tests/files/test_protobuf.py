"""Fields of protocol buffers, beside what protobuf itself writes and reads."""

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.files.protobuf import block, double, flag, single, string, varint, whole

struct: Any = import_module("google.protobuf.struct_pb2")  # made when they are imported
Event: Any = import_module("tensorboard.compat.proto.event_pb2").Event
Summary: Any = import_module("tensorboard.compat.proto.summary_pb2").Summary


@given(st.integers(-(2**63), 2**63 - 1))
def test_whole_numbers(number):
    assert Event.FromString(whole(2, number)).step == number


@given(st.integers(0, 2**63 - 1), st.integers(1, 10))
def test_a_wider_number_is_the_same_number(number, width):
    written = varint(number, width)
    assert len(written) == max(width, len(varint(number)))
    assert Event.FromString(b"\x10" + written).step == number


@given(st.floats(allow_nan=False))
def test_numbers_in_64_bits(number):
    assert double(1, number) == Event(wall_time=number).SerializeToString() or number == 0
    assert Event.FromString(double(1, number)).wall_time == number


@given(st.floats(width=32, allow_nan=False))
def test_numbers_in_32_bits(number):
    assert Summary.Value.FromString(single(2, number)).simple_value == number


@given(st.text(), st.booleans())
def test_texts_and_flags(text, value):
    assert struct.Value.FromString(flag(4, value)).bool_value == value
    assert struct.Value.FromString(string(3, text)).string_value == text.encode(errors="replace").decode()
    entry = block(1, string(1, text) + block(2, flag(4, value)))
    assert dict(struct.Struct.FromString(entry)) == {text.encode(errors="replace").decode(): value}


@pytest.mark.parametrize("number", [0, 1, 127, 128, 300, 2**32, 2**63 - 1])
def test_a_number_takes_as_few_bytes_as_it_can(number):
    assert whole(2, number) == Event(step=number).SerializeToString() or number == 0
