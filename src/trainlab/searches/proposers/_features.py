"""Points as rows of numbers that a model can compare."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from itertools import islice, pairwise

import numpy as np

from trainlab.experiments.draws import draws
from trainlab.experiments.space import Space
from trainlab.searches.space import SearchSpace, may_be_absent, share_of
from trainlab.settings import SETTINGS, Value

Column = Callable[[Value], Sequence[float]]

SAMPLE = 256
"""Nets that are drawn to see in what they differ."""

ABSENT = 0.5
"""In place of a setting that means nothing beside the others of its point."""

LAYERS = 6
"""Numbers of a net that have a column each; of longer nets the first ones."""


class Features:
    """Turns points of a space into rows of numbers from about 0 to 1.

    A range is one column, in the scale that it is drawn in; a choice of numbers one, by their order; any
    other choice a column for each value. A setting that may mean nothing to a point has one more, which says
    so.

    Args:
        space: what points are drawn from.
    """

    def __init__(self, space: SearchSpace) -> None:
        self._columns: list[tuple[str, Column, int, bool]] = []
        for name, drawn in space.drawn.items():
            column, width = _column(name, drawn)
            self._columns.append((name, column, width, may_be_absent(name, space.drawn)))

    @property
    def width(self) -> int:
        """Columns of a row."""
        return sum(width + absent for _, _, width, absent in self._columns)

    def rows(self, points: Sequence[Mapping[str, Value]]) -> np.ndarray:
        """(points, columns)."""
        parts = []
        for name, column, width, absent in self._columns:
            cached: dict[Value, Sequence[float]] = {}
            block = np.full((len(points), width + absent), ABSENT)
            for row, point in enumerate(points):
                present = name in point
                if present:
                    value = point[name]
                    if (numbers := cached.get(value)) is None:
                        numbers = cached[value] = column(value)
                    block[row, :width] = numbers
                if absent:
                    block[row, width] = present
            parts.append(block)
        return np.concatenate(parts, axis=1) if parts else np.zeros((len(points), 0))


def _column(name: str, space: Space) -> tuple[Column, int]:
    """How values become numbers, and how many columns that takes."""
    if space.is_range:
        return (lambda value: [share_of(space, name, value)]), 1
    if space.kind == "nets":
        return _of_nets(space)
    values = list(space.every(SETTINGS[name]))
    numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(numbers) == len(values) > 2:
        scaled = _scaled(np.array(numbers, np.float64), SETTINGS[name].scale == "log")
        places = dict(zip(values, scaled.tolist(), strict=True))
        return (lambda value: [places.get(value, ABSENT)]), 1
    if len(values) == 2:
        return (lambda value: [float(value == values[1])]), 1
    return (lambda value: [float(value == one) for one in values]), len(values)


def _scaled(numbers: np.ndarray, log: bool) -> np.ndarray:
    if log and (numbers > 0).all():
        numbers = np.log(numbers)
    return (numbers - numbers.min()) / max(float(np.ptp(numbers)), 1e-300)


def _of_nets(space: Space) -> tuple[Column, int]:
    """Columns in which the nets of a space differ: how long they are, how wide, and which words they have."""
    every = space.size(SETTINGS["net"]) <= SAMPLE
    nets = (
        [str(net) for net in space.every(SETTINGS["net"])]
        if every
        else [str(drawn["net"]) for drawn in islice(draws({"net": space}, "sobol", 0), SAMPLE)]
    )
    words = sorted({word for net in nets for word in _words(net)})
    table = np.array([_numbers(net, words) for net in nets], np.float64)
    low, high = table.min(axis=0), table.max(axis=0)
    kept = high > low

    def column(value: Value) -> Sequence[float]:
        row = (np.array(_numbers(str(value), words))[kept] - low[kept]) / (high - low)[kept]
        return row.tolist()

    return column, int(kept.sum())


def _words(net: str) -> list[str]:
    return re.findall(r"[a-z_]+", net.lower().replace("x", " "))


def _numbers(net: str, words: Sequence[str]) -> list[float]:
    parts = [part for part in re.split(r"[-\s]+", net) if part]
    logs = [math.log1p(int(number)) for number in re.findall(r"\d+", net)]
    weights = math.log1p(sum(math.expm1(a) * math.expm1(b) for a, b in pairwise(logs)))
    own = _words(net)
    first = [*logs[:LAYERS], *[0.0] * (LAYERS - len(logs))]
    return [float(len(parts)), weights, *first, *(float(own.count(word)) for word in words)]
