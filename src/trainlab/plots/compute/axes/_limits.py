"""How much of the y axis to show when some lines explode."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

ROOM = 0.25
LOG_ROOM = 0.6
"""Room above what must be seen, of its height; a logarithmic axis has more to give."""

BELOW = 2
"""Percentile of all points below which learning rates are shown for one power of ten more."""

SAMPLES = 200
"""Points of each line that are looked at."""


def loss_range(
    lines: Sequence[np.ndarray], spans: Sequence[np.ndarray], log: bool
) -> tuple[float, float] | None:
    """The range of losses to show: of every trial that did not explode its start and 95% of its points.

    Where all of them exploded, all that there is.

    Args:
        lines: (points,) losses of each line.
        spans: (3, trials) of the trials of each line that did not explode, see ``Line.spans``.
        log: whether the axis is logarithmic; values that are not positive then cannot be drawn.

    Returns:
        Lowest and highest loss to show; None if there is none.
    """
    whole = _known(lines, log)
    if not whole.size:
        return None
    low, top = float(whole.min()), float(whole.max())
    calm = np.concatenate([*spans, np.empty((3, 0))], axis=1)
    lowest, most = _known([calm[0]], log), _known([calm[1], calm[2]], log)
    if not most.size:
        return _with_margin(low, top, log)
    low = min(low, float(lowest.min())) if lowest.size else low
    seen = float(most.max())
    high = max(seen, min(top, seen + (LOG_ROOM if log else ROOM) * (seen - low)))
    return _with_margin(low, high, log)


def outcome_range(values: np.ndarray, calm: np.ndarray, log: bool) -> tuple[float, float] | None:
    """The range of final losses to show: those of all trials that did not explode; of all if all did.

    Args:
        values: (points,) losses; positive if ``log``.
        calm: (trials,) final losses of the trials that did not explode.
        log: whether the axis is logarithmic.
    """
    known = _known([values], log)
    if not known.size:
        return None
    inside = _known([calm], log)
    low, high = float(known.min()), float(known.max())
    if inside.size:
        low, high = min(low, float(inside.min())), float(inside.max())
        if high <= low:
            high = float(known.max())
    return _with_margin(low, high, log)


def _known(parts: Sequence[np.ndarray], log: bool) -> np.ndarray:
    """The numbers there are, on the scale of the axis."""
    pooled = np.concatenate([*parts, np.empty(0)])
    pooled = pooled[np.isfinite(pooled)]
    return np.log10(pooled[pooled > 0]) if log else pooled


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


def _pool(lines: Sequence[np.ndarray]) -> np.ndarray:
    """The same number of points of each line, spread over its length."""
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
