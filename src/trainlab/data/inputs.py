"""Checks on input arrays, and their one form: (examples, *input_shape) float32, finite, contiguous."""

from __future__ import annotations

import numpy as np

from trainlab.errors import DataError

BLURRED = 1e-6
"""Error of 32 bits, in standard deviations, from which a column is kept in 64: numbers of 32 bits differ
by 1e-7 of their size, so that this concerns columns whose mean is above some ten deviations, such as time
stamps."""

BLOCK = 1 << 16
"""Examples looked at, at a time."""


def check_inputs(given: object, what: str) -> np.ndarray:
    """Check that an array can be the inputs of a dataset; nothing is converted yet.

    Args:
        given: (examples, features), (examples, height, width) or (examples, height, width, channels) numbers.
        what: whose inputs they are, for the error message.

    Returns:
        The array, with a channel axis of length 1 added to (examples, height, width).

    Raises:
        DataError: the array has another shape, holds no numbers, or a NaN or infinity.
    """
    if isinstance(given, np.ma.MaskedArray) and np.ma.is_masked(given):
        example = int(np.argwhere(np.ma.getmaskarray(given))[0][0])
        raise DataError(f"{what} hold a missing value (masked) in example {example} (counted from 0).")
    try:
        x = np.asarray(given)
    except ValueError as problem:  # ragged lists
        raise DataError(f"{what} are not an array: {problem}.") from None
    if x.dtype.kind not in "biuf":
        raise DataError(f"{what} must be numbers, not {x.dtype}: convert text and objects to numbers first.")
    if x.ndim not in (2, 3, 4):
        raise DataError(
            f"{what} must have shape (examples, features), (examples, height, width) or "
            f"(examples, height, width, channels), not {x.shape}."
        )
    if 0 in x.shape:
        raise DataError(f"{what} are empty: their shape is {x.shape}.")
    if x.dtype.kind == "f":
        with np.errstate(over="ignore"):
            finite = np.isfinite(x.astype(np.float32, copy=False))
        if not finite.all():
            example = int(np.flatnonzero(~finite.reshape(len(x), -1).all(axis=1))[0])
            value = x[example][~finite[example]][0]
            problem = (
                "a missing value (NaN)"
                if np.isnan(value)
                else f"{value:g}, which is not a finite 32-bit number,"
            )
            raise DataError(f"{what} hold {problem} in example {example} (counted from 0).")
    return x[..., np.newaxis] if x.ndim == 3 else x


def is_blurred(x: np.ndarray) -> bool:
    """Whether 32 bits would change a feature or channel by more than a millionth of its deviation.

    Args:
        x: (examples, *input_shape) finite numbers.
    """
    if x.dtype.kind not in "iuf" or x.dtype.itemsize < 4 or x.dtype == np.float32 or not len(x):
        return False
    axes = tuple(range(x.ndim - 1))
    first = x[(0,) * (x.ndim - 1)].astype(np.float64)
    error, total, squares = (np.zeros_like(first) for _ in range(3))
    for start in range(0, len(x), BLOCK):
        block = x[start : start + BLOCK].astype(np.float64)
        error = np.maximum(error, np.abs(block - block.astype(np.float32)).max(axis=axes))
        total += (block - first).sum(axis=axes)
        squares += np.square(block - first).sum(axis=axes)
    count = x.size / x.shape[-1]
    deviation = np.sqrt(np.maximum(squares / count - np.square(total / count), 0))
    return bool((error > BLURRED * deviation)[deviation > 0].any())


def as_float32(x: np.ndarray) -> np.ndarray:
    """A float32, C-contiguous copy that shares no memory with ``x``."""
    return np.array(x, dtype=np.float32, order="C", copy=True)


def pixels(images: np.ndarray) -> np.ndarray:
    """Scale 8-bit pixel values from 0..255 to 0..1.

    Args:
        images: (examples, height, width[, channels]) uint8.

    Returns:
        (examples, height, width, channels) float32.
    """
    if images.ndim == 3:
        images = images[..., np.newaxis]
    scaled = images.astype(np.float32)
    scaled /= np.float32(255)
    return scaled
