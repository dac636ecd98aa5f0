"""Where the best of a tuned setting lies in the range it was drawn from."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainlab.comparisons.asked import Range
from trainlab.comparisons.points import Points
from trainlab.settings import SETTINGS, Value

NEAR = 0.1
"""A best value within this share of the range, from either end, lies at its edge."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A tuned setting whose best value lies at the edge of its range, for one value of the question.

    Attributes:
        value: the value of the question.
        setting: the tuned setting.
        best: its best value.
        end: the end of the range that it is next to.
        upper: whether that is the upper one.
    """

    value: Value
    setting: str
    best: float
    end: float
    upper: bool


def place_in(range_: Range, value: float) -> float:
    """Where a value lies between the ends of a range: 0 to 1."""
    assert range_.low is not None
    assert range_.high is not None
    if range_.log and range_.low > 0:
        return math.log(value / range_.low) / math.log(range_.high / range_.low)
    return (value - range_.low) / (range_.high - range_.low)


def find_edges(points: Points, tuned: Sequence[tuple[str, Range]], best: int) -> list[Edge]:
    """The tuned settings whose best value lies at an edge that could be passed.

    An end is none that the setting cannot pass (momentum of 0), nor one beyond which trials diverged: where
    a point between the best one and the end did, the range is wide enough.

    Args:
        points: the points of the value.
        tuned: its tuned settings and their ranges.
        best: the number of the best point.
    """
    found = []
    for name, range_ in tuned:
        settings = points.trials[best][0].settings
        value = settings.get(name)
        if range_.low is None or range_.high is None or isinstance(value, (str, bool)) or value is None:
            continue
        place = place_in(range_, float(value))
        upper = place > 0.5
        if min(place, 1 - place) > NEAR:
            continue
        end = range_.high if upper else range_.low
        if end == (SETTINGS[name].high if upper else SETTINGS[name].low):
            continue
        others = np.array([place_in(range_, float(group[0].settings[name])) for group in points.trials])  # type: ignore[arg-type]
        beyond = others > place if upper else others < place
        means = points.scores.mean(axis=1)
        inside = np.minimum(others, 1 - others) > NEAR
        rivals = means[inside & points.sound]
        if (beyond & ~points.sound).any() or means[best] <= rivals.max(initial=-math.inf):
            continue  # the range is wide enough, or a point within it is as good
        found.append(Edge(points.value, name, float(value), end, upper))
    return found
