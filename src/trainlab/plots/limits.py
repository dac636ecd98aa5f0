"""How much of the y axis to show when some lines explode."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

MOST = 95
"""Percentile of all points (every line counting the same) that must be in the picture."""

FENCE = 1.5
"""Lines whose median is this many interquartile ranges above the third quartile are outliers (Tukey 1977)."""

FAR = 3.0
"""Final losses this many interquartile ranges above the third quartile are far out (Tukey 1977)."""

ROOM = 0.25
LOG_ROOM = 0.6
"""Room above what must be seen, of its height; a logarithmic axis has more to give."""

STARTS = 1.0
"""A line that starts this far (nats, or powers of ten) above the others' median need not be seen starting."""

BELOW = 2
"""Percentile of all points below which learning rates are shown for one power of ten more."""

SAMPLES = 200
"""Points of each line that are looked at."""


def loss_range(lines: Sequence[np.ndarray], log: bool) -> tuple[float, float] | None:
    """The range of losses to show: every start, nearly all points, and no explosion.

    Args:
        lines: (points,) losses of each line.
        log: whether the axis is logarithmic; values that are not positive then have no place.

    Returns:
        Lowest and highest loss to show; None if there is none.
    """
    curves = [
        np.log10(line[line > 0]) if log else line for line in (line[np.isfinite(line)] for line in lines)
    ]
    curves = [line for line in curves if line.size]
    if not curves:
        return None
    pooled = _pool(curves)
    whole = np.concatenate(curves)
    low, top = float(whole.min()), float(whole.max())
    first, third = np.percentile([_median(line) for line in curves], [25, 75])
    seen = min(float(np.percentile(pooled, MOST)), float(third + FENCE * (third - first)))
    starts = np.array([line[0] for line in curves])
    seen = max(seen, float(starts[starts <= np.median(starts) + STARTS].max()))
    high = min(top, seen + (LOG_ROOM if log else ROOM) * (seen - low))
    return _with_margin(low, high, log)


def outlier_free_range(values: np.ndarray, log: bool) -> tuple[float, float] | None:
    """The range of final losses to show: all but those far above most.

    Args:
        values: (points,) losses; positive if ``log``.
        log: whether the axis is logarithmic.
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return None
    known = np.log10(known) if log else known
    first, third = np.percentile(known, [25, 75])
    fence = third + FAR * (third - first)
    return _with_margin(float(known.min()), float(known[known <= fence].max()), log)


def rate_range(lines: Sequence[np.ndarray], log: bool) -> tuple[float, float] | None:
    """The range of learning rates to show: all of them, but not how a schedule plunges to 0 at its end.

    Args:
        lines: (points,) learning rates of each line.
        log: whether the axis is logarithmic; values that are not positive then have no place.
    """
    known = [line[np.isfinite(line) & ((line > 0) | (not log))] for line in lines]
    known = [np.log10(line) if log else line for line in known if line.size]
    if not known:
        return None
    low, high = float(min(line.min() for line in known)), float(max(line.max() for line in known))
    if log:
        low = max(low, float(np.percentile(_pool(known), BELOW)) - 1.0)
    return _with_margin(low, high, log)


def _median(line: np.ndarray) -> float:
    """What ``np.median`` gives for one short line, in less than half the time."""
    ordered = np.sort(line)
    return float(ordered[(line.size - 1) // 2] + ordered[line.size // 2]) / 2


def _pool(lines: Sequence[np.ndarray]) -> np.ndarray:
    """As many points of each line, spread over its length."""
    spread = {size: np.linspace(0, size - 1, SAMPLES).astype(int) for size in {line.size for line in lines}}
    return np.concatenate([line[spread[line.size]] for line in lines])


def _with_margin(low: float, high: float, log: bool) -> tuple[float, float]:
    """A range with room at its ends, in losses; down to zero where that is near."""
    margin = 0.04 * (high - low) or (0.1 if log else 0.1 * abs(high) or 0.1)
    if log:
        return 10 ** (low - margin), 10 ** (high + margin)
    return (0.0 if 0 <= low < 0.25 * high else low - margin), high + margin


def fraction_range(lines: Sequence[np.ndarray]) -> tuple[float, float] | None:
    """The range of accuracies to show: all of them, and not beyond 0 and 1 by more than a margin."""
    known = [line[np.isfinite(line)] for line in lines]
    pooled = np.concatenate([*known, np.empty(0)])
    if not pooled.size:
        return None
    low, high = float(pooled.min()), float(pooled.max())
    margin = 0.05 * (high - low) or 0.05
    return low - margin, min(high + margin, 1 + margin / 2)
