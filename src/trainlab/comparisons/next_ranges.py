"""From what a comparison found to the ranges of the next: wider at an edge, narrower around what was good."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainlab.comparisons.asked import Range
from trainlab.comparisons.edges import Edge, find_edges, place_in
from trainlab.comparisons.folds import ranked
from trainlab.comparisons.points import Points
from trainlab.counted import counted
from trainlab.record.wording import short_value
from trainlab.settings import SETTINGS, format_value

BEST = 0.25
"""The share of the points whose place says where the good ones are; at least ``MIN_BEST`` of them."""

MIN_BEST = 3

CHANCE = 0.05
"""A range is narrowed only where points of a setting that does nothing would lie so close together no more
" "often."""

BEYOND = 0.5
"""How much wider a range becomes at its edge, of its width."""


@dataclass(frozen=True, slots=True)
class NextRange:
    """What a tuned setting is to be drawn from next.

    Attributes:
        range: the range.
        why: why it is another one, in a sentence; empty where it is the same.
    """

    range: Range
    why: str = ""


def next_ranges(points: Points, tuned: Mapping[str, Range]) -> dict[str, NextRange]:
    """The next ranges of what was tuned for a value.

    Args:
        points: the points of the value.
        tuned: its tuned settings, and what they were drawn from.
    """
    order = [
        point for point in ranked(points.scores, points.ties, points.sound).tolist() if points.sound[point]
    ]
    if not order:
        return {name: NextRange(range_) for name, range_ in tuned.items()}
    edges = {edge.setting: edge for edge in find_edges(points, list(tuned.items()), order[0])}
    best = order[: max(round(BEST * len(points.trials)), MIN_BEST)]
    return {name: _next(points, name, range_, best, edges.get(name)) for name, range_ in tuned.items()}


def _next(points: Points, name: str, range_: Range, best: list[int], edge: Edge | None) -> NextRange:
    value = format_value(points.value)
    if range_.low is None or range_.high is None:
        return NextRange(range_)
    before = f"{short_value(range_.low)} to {short_value(range_.high)}"
    places = np.array([place_in(range_, float(points.trials[point][0].settings[name])) for point in best])  # type: ignore[arg-type]
    gap = 1 / (len(points.trials) + 1)
    close = len(best) >= MIN_BEST and by_chance(float(np.ptp(places)), len(best)) <= CHANCE
    low = max(float(places.min()) - gap, 0.0) if close else 0.0
    high = min(float(places.max()) + gap, 1.0) if close else 1.0
    if edge is not None:
        low, high = (low, 1 + BEYOND) if edge.upper else (-BEYOND, high)
        wider = _range(name, range_, low, high)
        side = "upper" if edge.upper else "lower"
        return NextRange(
            wider,
            f"{value}: {name} is drawn from {short_value(wider.low)} to {short_value(wider.high)} instead "
            f"of {before}, "
            f"because its best, {short_value(edge.best)}, lay at the {side} edge.",
        )
    if not close or high - low > 1 - BEST:
        return NextRange(range_)
    narrower = _range(name, range_, low, high)
    values = sorted(float(points.trials[point][0].settings[name]) for point in best)  # type: ignore[arg-type]
    return NextRange(
        narrower,
        f"{value}: {name} is drawn from {short_value(narrower.low)} to {short_value(narrower.high)} instead "
        f"of {before}, because the best {len(best)} of {counted(len(points.trials), 'point')} lie between "
        f"{short_value(values[0])} and {short_value(values[-1])}.",
    )


def by_chance(span: float, points: int) -> float:
    """How often so many points, placed at random between 0 and 1, lie within a span of each other.

    >>> round(by_chance(0.25, 4), 3)
    0.051
    """
    return points * span ** (points - 1) - (points - 1) * span**points


def _range(name: str, before: Range, low: float, high: float) -> Range:
    """A range from its ends as places in the one before, rounded and within what the setting allows."""
    setting = SETTINGS[name]
    assert before.low is not None
    assert before.high is not None

    def at(place: float) -> float:
        if before.log:
            value = before.low * (before.high / before.low) ** place  # type: ignore[operator]
        else:
            value = before.low + place * (before.high - before.low)  # type: ignore[operator]
        return float(f"{value:.3g}")

    ends = [before.low if low == 0 else at(low), before.high if high == 1 else at(high)]
    if setting.type == "integer":
        ends = [float(math.floor(ends[0])), float(math.ceil(ends[1]))]
        ends[0] = max(ends[0], 1.0) if before.log else ends[0]
    for place, bound, open_ in ((0, setting.low, setting.open_low), (1, setting.high, setting.open_high)):
        beyond = ends[place] <= bound if place == 0 else ends[place] >= bound
        if beyond:  # that itself may not be allowed: halfway there
            inside = before.low if place == 0 else before.high
            ends[place] = float((inside + bound) / 2) if open_ else float(bound)
    return Range(ends[0], ends[1], before.log)
