"""The trials of a comparison: for every value the same points of what is tuned, each with every seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trainlab.counted import counted
from trainlab.experiments.comparison import Asked
from trainlab.experiments.draws import How, draws
from trainlab.settings import Settings, format_value, resolve

WITHOUT_NEWS = 1_000
"""Draws in a row that repeat earlier points of a value, after which no more are made."""


def compared_trials(
    asked: Asked, shared: Settings, seeds: Sequence[Settings], points: int, how: How, seed: int, data: str
) -> tuple[list[Settings], tuple[str, ...]]:
    """The settings of every trial, value by value, point by point, seed by seed.

    All values get equally many points: as many as the one that can differ in the fewest ways has.

    Args:
        asked: what is compared.
        shared: the settings that are fixed.
        seeds: the seed of each repetition.
        points: how many points are wanted for each value.
        how: how they are drawn.
        seed: the same points for the same seed.
        data: the dataset's name.

    Returns:
        The settings, and what is to be said of them.
    """
    found = [
        _points(asked, place, {**shared, **seeds[0]}, points, how, seed, data)
        for place in range(len(asked.values))
    ]
    fewest = min(map(len, found))
    notes = ()
    if fewest < points:
        least = asked.values[[len(one) for one in found].index(fewest)]
        notes = (
            f"{counted(points, 'point')} for each value were asked for, but with "
            f"{asked.setting}={format_value(least)} "
            f"what is tuned can differ in {counted(fewest, 'way')} only: every value gets {fewest:,}.",
        )
    trials = [
        resolve({**shared, **point, asked.setting: value, **repetition}, data)
        for value, points_of in zip(asked.values, found, strict=True)
        for point in points_of[:fewest]
        for repetition in seeds
    ]
    return trials, notes


def _points(
    asked: Asked, place: int, shared: Settings, wanted: int, how: How, seed: int, data: str
) -> list[Mapping]:
    """Different points of one value, in the order in which they are drawn."""
    unique: dict[tuple, Mapping] = {}
    without_news = 0
    for drawn in draws(asked.spaces[place], how, seed):
        point = {name: value for name, value in drawn.items() if name not in asked.unused[place]}
        key = tuple(resolve({**shared, **point, asked.setting: asked.values[place]}, data).items())
        without_news = without_news + 1 if key in unique else 0
        unique.setdefault(key, point)
        if len(unique) == wanted or without_news == WITHOUT_NEWS:
            break
    return list(unique.values())
