"""JSON that any reader of the standard accepts: never a bare NaN or Infinity. All JSON is written here.

What trainlab reads back (:func:`encode`, :func:`decode`) has numbers that are not finite as objects,
``{"$float": "nan"}``. What is written for other programs (:func:`encode_for_programs`) has null there. NumPy
scalars and arrays are written as plain values.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from trainlab.plain import escape_unseen

_MARK = "$float"
_NON_FINITE = ("nan", "inf", "-inf")


def _numpy_value(value: object) -> object:
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is not plain data and cannot be written as JSON")


def _replace_non_finite(value: object, replacement: Callable[[float], object]) -> object:
    if isinstance(value, (np.generic, np.ndarray)):
        value = value.tolist()
    if isinstance(value, Mapping):
        return {key: _replace_non_finite(item, replacement) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_replace_non_finite(item, replacement) for item in value]
    return replacement(value) if isinstance(value, float) and not math.isfinite(value) else value


def _mark(number: float) -> dict[str, str]:
    return {_MARK: repr(float(number))}


def _unmark(item: dict[str, Any]) -> Any:
    return float(item[_MARK]) if len(item) == 1 and item.get(_MARK) in _NON_FINITE else item


def _refuse_constant(constant: str) -> float:
    raise ValueError(f"{constant} is not a JSON number")


# Made once: json.dumps with options builds a new encoder at every call.
_encode = json.JSONEncoder(allow_nan=False, ensure_ascii=False, default=_numpy_value).encode
_decode = json.JSONDecoder(object_hook=_unmark, parse_constant=_refuse_constant).decode


def encode(value: object) -> str:
    """Plain data as one line of JSON.

    >>> encode({"loss": float("nan"), "steps": 3})
    '{"loss": {"$float": "nan"}, "steps": 3}'
    """
    try:
        return _encode(value)
    except ValueError:  # a number that is not finite: rare, so only it pays for the walk
        return _encode(_replace_non_finite(value, _mark))


def decode(text: str) -> Any:
    """What :func:`encode` was given, with lists for tuples.

    >>> decode('{"loss": {"$float": "inf"}}')
    {'loss': inf}

    Raises:
        ValueError: it is not strict JSON.
    """
    try:
        return _decode(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def encode_for_programs(value: object, indent: int | None = None, ascii: bool = False) -> str:
    """Plain data as JSON for other programs: what is not finite is null.

    Control characters, which a terminal would obey, are written as JSON escapes, so that programs read
    exactly the same text.

    Args:
        value: the data.
        indent: characters a level is indented by; None for a single line.
        ascii: whether all letters but those of ASCII are escaped.

    >>> encode_for_programs({"loss": float("nan"), "steps": 3})
    '{"loss": null, "steps": 3}'
    """
    written = json.dumps(
        _replace_non_finite(value, lambda _: None),
        indent=indent,
        allow_nan=False,
        ensure_ascii=ascii,
        default=_numpy_value,
    )
    return escape_unseen(written, _json_escape, besides="\n")


def _json_escape(letter: str) -> str:
    return json.dumps(letter, allow_nan=False)[1:-1]
