"""Numbers as bytes: a little JSON that says what follows, then arrays, for a browser to read in place."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any

import numpy as np

from trainlab.files import strict_json

MAGIC = b"TLB1"
ALIGNED = 8
"""Every array begins at a multiple of this many bytes, which is what a typed array of JavaScript asks for."""

_KINDS = {"float32": "<f4", "float64": "<f8", "int32": "<i4", "uint8": "|u1"}


def pack(about: Mapping[str, object], arrays: Mapping[str, np.ndarray]) -> bytes:
    """One answer: ``MAGIC``, the length of the JSON (uint32), the JSON, and the arrays it lists.

    Args:
        about: small facts.
        arrays: by name; float32, float64, int32 or uint8.
    """
    listed, blocks, place = [], [], 0
    for name, array in arrays.items():
        kind = array.dtype.name
        block = np.ascontiguousarray(array, _KINDS[kind]).tobytes()
        listed.append({"name": name, "kind": kind, "shape": list(array.shape), "at": place})
        blocks.append(block + bytes(-len(block) % ALIGNED))
        place += len(blocks[-1])
    head = strict_json.encode({**about, "arrays": listed}).encode()
    head += b" " * (-(len(head) + len(MAGIC) + 4) % ALIGNED)
    return b"".join([MAGIC, struct.pack("<I", len(head)), head, *blocks])


def unpack(answer: bytes) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The reverse of :func:`pack`, for tests and for reports."""
    (length,) = struct.unpack_from("<I", answer, len(MAGIC))
    start = len(MAGIC) + 4
    about = strict_json.decode(answer[start : start + length].decode())
    arrays = {}
    for one in about.pop("arrays"):
        count = int(np.prod(one["shape"], dtype=np.int64))
        at = start + length + one["at"]
        arrays[one["name"]] = np.frombuffer(answer, _KINDS[one["kind"]], count, at).reshape(one["shape"])
    return about, arrays
