"""The points of curves as events, many at once: they differ in their times, steps and values only."""

from __future__ import annotations

import numpy as np

from trainlab.event_files.events import SIMPLE_VALUE, STEP, SUMMARY, TAG, VALUE, WALL_TIME
from trainlab.files.protobuf import block, double, single, string, varint, whole
from trainlab.files.tfrecord import records_like


def scalars(tag: str, steps: np.ndarray, values: np.ndarray, wall_times: np.ndarray) -> np.ndarray:
    """The records of some points.

    Args:
        tag: the curve.
        steps, values, wall_times: (points,) each; times in seconds since 1970.

    Returns:
        (points, bytes) uint8, a row a point. Steps take as many bytes as the largest of them, so that all
        rows are of one length; values are 32-bit floats, as in TensorBoard.
    """
    width = len(varint(int(steps.max(initial=0))))
    head = double(WALL_TIME, 0.0) + whole(STEP, 0)[:-1]
    value = string(TAG, tag) + single(SIMPLE_VALUE, 0.0)
    template = head + bytes(width) + block(SUMMARY, block(VALUE, value))
    fields = [
        (1, wall_times.astype("<f8")[:, None].view(np.uint8)),
        (len(head), _varints(steps, width)),
        (len(template) - 4, values.astype("<f4")[:, None].view(np.uint8)),
    ]
    return records_like(template, fields)


def _varints(numbers: np.ndarray, width: int) -> np.ndarray:
    """(numbers, width) varints of one length: zeros at the end of a varint change nothing."""
    sevens = numbers.astype(np.uint64)[:, None] >> (np.arange(width, dtype=np.uint64) * np.uint64(7))
    octets = (sevens & np.uint64(0x7F)).astype(np.uint8)
    octets[:, :-1] |= 0x80
    return octets
