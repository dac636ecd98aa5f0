from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainlab.files.strict_json import decode, encode

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
plain_data = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner, min_size=2), max_leaves=20
)


def refuse(constant: str) -> float:
    raise AssertionError(f"{constant} is not JSON")


@given(plain_data)
def test_plain_data_survives_and_the_text_is_strict(value: object) -> None:
    text = encode(value)
    json.loads(text, parse_constant=refuse)
    assert decode(text) == value


def test_nan_survives() -> None:
    text = encode({"loss": [math.nan, 1.0]})
    json.loads(text, parse_constant=refuse)
    assert math.isnan(decode(text)["loss"][0])


def test_integers_and_floats_stay_apart() -> None:
    assert [type(value) for value in decode(encode([1, 1.0, True]))] == [int, float, bool]


def test_numpy_values_are_written_as_plain_ones() -> None:
    value = {"a": np.float32(0.5), "b": np.int64(3), "c": np.array([1.0, np.inf]), "d": np.float32("nan")}
    read = decode(encode(value))
    assert read["a"] == 0.5
    assert read["b"] == 3
    assert read["c"] == [1.0, math.inf]
    assert math.isnan(read["d"])


def test_anything_else_is_refused() -> None:
    with pytest.raises(TypeError, match="set is not plain data"):
        encode({"a": {1, 2}})
