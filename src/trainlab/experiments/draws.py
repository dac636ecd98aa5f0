"""Points drawn from spaces: spread evenly, or independently of each other."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Literal

from trainlab.experiments.space import Space
from trainlab.settings import SETTINGS, Value

How = Literal["sobol", "random"]

Point = dict[str, Value]
"""A value of every setting that is drawn."""


def draws(spaces: Mapping[str, Space], how: How, seed: int) -> Iterator[Point]:
    """Points without end; a point may come again where there are few.

    Args:
        spaces: what is drawn of each setting.
        how: ``sobol`` for a scrambled Sobol sequence, whose first 2, 4, 8, ... points fill the space more
            evenly than independent ones do (Owen 1998, "Scrambling Sobol' and Niederreiter-Xing points");
            ``random`` for independent points.
        seed: the same points for the same seed.

    Raises:
        SettingError: a value is not allowed for its setting.
    """
    dimensions = {name: space.dimensions for name, space in spaces.items()}
    for place in (_sobol if how == "sobol" else _independent)(max(sum(dimensions.values()), 1), seed):
        coordinates = iter(place)
        yield {
            name: space.at(SETTINGS[name], islice(coordinates, dimensions[name]))
            for name, space in spaces.items()
        }


def size_of(spaces: Mapping[str, Space]) -> float:
    """Points of the spaces together; infinity where they cannot be counted."""
    return math.prod(space.size(SETTINGS[name]) for name, space in spaces.items())


def every_point(spaces: Mapping[str, Space]) -> Iterator[Point]:
    """All points of spaces that have a size, the first setting varying slowest."""
    for values in product(*(space.every(SETTINGS[name]) for name, space in spaces.items())):
        yield dict(zip(spaces, values, strict=True))


def _sobol(dimensions: int, seed: int) -> Iterator[list[float]]:
    from scipy.stats import qmc  # SciPy's statistics take most of a second to import

    sequence = qmc.Sobol(dimensions, scramble=True, rng=seed)
    for power in (3, *range(3, 30)):  # blocks that complete 8, 16, 32, ... points
        yield from sequence.random_base2(power).tolist()


def _independent(dimensions: int, seed: int) -> Iterator[list[float]]:
    source = random.Random(seed)
    while True:
        yield [source.random() for _ in range(dimensions)]
