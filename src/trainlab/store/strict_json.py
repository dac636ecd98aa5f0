"""JSON that any reader of the standard accepts: never a bare NaN or Infinity.

A number that is not finite is written as an object, ``{"$float": "nan"}``, and read back as the number. NumPy
scalars and arrays are written as plain values.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

_MARK = "$float"
_NON_FINITE = ("nan", "inf", "-inf")


def _numpy_value(value: object) -> object:
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not plain data and cannot be written as JSON")


def _mark_non_finite(value: object) -> object:
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {key: _mark_non_finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_mark_non_finite(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return {_MARK: repr(float(value))}
    return value


def _unmark(item: dict[str, Any]) -> Any:
    return float(item[_MARK]) if len(item) == 1 and item.get(_MARK) in _NON_FINITE else item


# Made once: json.dumps with options builds a new encoder at every call.
_encode = json.JSONEncoder(allow_nan=False, ensure_ascii=False, default=_numpy_value).encode
_decode = json.JSONDecoder(object_hook=_unmark).decode


def encode(value: object) -> str:
    """Plain data as one line of JSON.

    >>> encode({"loss": float("nan"), "steps": 3})
    '{"loss": {"$float": "nan"}, "steps": 3}'
    """
    try:
        return _encode(value)
    except ValueError:  # a number that is not finite: rare, so only it pays for the walk
        return _encode(_mark_non_finite(value))


def decode(text: str) -> Any:
    """What :func:`encode` was given, with lists for tuples.

    >>> decode('{"loss": {"$float": "inf"}}')
    {'loss': inf}
    """
    return _decode(text)
