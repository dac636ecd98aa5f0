"""The part of an axis that is seen, as it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MOST = 1_500_000
"""Buckets of all curves together; more curves than that have wider buckets."""

FEWEST, WIDEST = 16, 4096
"""Buckets of a curve."""


@dataclass(frozen=True, slots=True)
class Window:
    """What is asked for.

    Attributes:
        curve: its name.
        along: the axis, one of ``places.AXES``.
        start, stop: the part of the axis; None for where the curves begin and end.
        buckets: columns it is drawn in.
        log: whether the axis is logarithmic.
        rows: which rows of the studies' trials; all where None.
        since: versions of the studies that the asker has, and in which form it has them (``points`` or
            ``buckets``): it is sent what changed.
        smooth: points of the running mean that is sent besides; 1 for none.
        grow: whether the curves still grow: the window then ends behind them, at a place that
            moves seldom.
    """

    curve: str
    along: str = "step"
    start: float | None = None
    stop: float | None = None
    buckets: int = 600
    log: bool = False
    rows: tuple[int, ...] | None = None
    since: tuple[str, tuple[int, ...]] | None = None
    smooth: int = 1
    grow: bool = False

    def columns(self, curves: int) -> int:
        """How many buckets each of so many curves has."""
        return int(np.clip(min(self.buckets, MOST // max(curves, 1)), FEWEST, WIDEST))


def window_ends(reach: Sequence[float], asked: Window) -> tuple[float, float]:
    """The window that is meant, where its ends are not said."""
    start = reach[0] if asked.start is None else asked.start
    stop = reach[1] if asked.stop is None else asked.stop
    if asked.stop is None and asked.grow:
        stop = round_up(stop)
    if not start < stop:
        stop = start * 1.01 if asked.log else start + 1
    return start, stop


def doubled(start: float, reached: float) -> float:
    """The end of a window that is doubled until it reaches behind a place, so that two buckets become one.

    >>> doubled(0, 37), doubled(0, 64), doubled(2, 5)
    (64.0, 128.0, 6.0)
    """
    width = reached - start
    return float(start + 2.0 ** (np.floor(np.log2(width)) + 1) if width > 0 else start + 1.0)


def round_up(value: float) -> float:
    """A round number that is not less, so that a window need not move with every commit.

    >>> round_up(0), round_up(37), round_up(2100), round_up(9.5)
    (1.0, 40.0, 2500.0, 10.0)
    """
    if value <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(step * power for step in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if step * power >= value))
