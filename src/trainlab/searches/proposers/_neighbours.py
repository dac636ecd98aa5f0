"""Points near others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from trainlab.experiments.draws import Point
from trainlab.searches.space import SearchSpace, share_of
from trainlab.settings import SETTINGS, Value

CHANGED = 0.4
"""Share of a point's settings that differ from its leader's."""

NEAREST, FARTHEST = -5.0, -1.0
"""Powers of two between which the deviation of a change lies, as a share of the range."""

KEPT = 0.5
"""Chance that a choice which may change stays the same."""

INSIDE = 1 - 1e-9
"""The largest share of a range that is drawn."""


def neighbours(
    space: SearchSpace,
    leaders: Sequence[Mapping[str, Value]],
    drawn: Sequence[Point],
    random: np.random.Generator,
) -> list[Point]:
    """Points near good ones: some of their settings are changed.

    Args:
        space: what points are drawn from.
        leaders: good points, taken in turns.
        drawn: points drawn from the space: what a leader lacks, and choices that change, are theirs.
        random: decides what changes, and how far.
    """
    names = list(space.drawn)
    found = []
    for number, fresh in enumerate(drawn):
        leader, point = leaders[number % len(leaders)], dict(fresh)
        changed = random.random(len(names)) < max(CHANGED, 1 / len(names))
        if not changed.any():
            changed[random.integers(len(names))] = True
        deviation = 2.0 ** random.uniform(NEAREST, FARTHEST)
        for name, change in zip(names, changed.tolist(), strict=True):
            if name not in leader:
                continue
            if not change:
                point[name] = leader[name]
            elif space.drawn[name].is_range:
                share = abs(share_of(space.drawn[name], name, leader[name]) + deviation * random.normal())
                share = min(max(2 - share if share > 1 else share, 0.0), INSIDE)  # reflected at the ends
                point[name] = space.drawn[name].at(SETTINGS[name], iter([share]))
            elif random.random() < KEPT:
                point[name] = leader[name]
        found.append(point)
    return found
