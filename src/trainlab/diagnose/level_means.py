"""Mean results of the levels of settings, for sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from trainlab.diagnose.cells import Cells, result
from trainlab.diagnose.factors import Factor
from trainlab.diagnose.setting_levels import setting_levels
from trainlab.record import StudyInfo
from trainlab.settings import Value

MOST_RANGES = 8
"""Ranges that a setting drawn at random is shown by."""

MOST_JOINT_RANGES = 3
"""The same where two settings are shown together."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a setting, or a combination of levels of two.

    Attributes:
        words: what it is called, one for each setting.
        mean: plain mean of the results of all its trials that ended well, over all other settings and seeds.
        trials: how many these are.
    """

    words: tuple[str, ...]
    mean: float
    trials: int


def level_means(info: StudyInfo, cells: Cells, factors: Sequence[Factor], values: bool) -> list[Level]:
    """The levels of one or more settings, that of the highest mean first.

    Args:
        info: the study.
        cells: the results.
        factors: the settings.
        values: whether every value is a level; else many values of a number are cut into ranges.
    """
    called: list[dict[Value | None, str]] = []
    for factor in factors:
        codes, words = factor.values, list(factor.called)
        if not values:
            most = MOST_RANGES if len(factors) == 1 else MOST_JOINT_RANGES
            codes, words = setting_levels(info, cells.first, factor.names[0], most)
        given = [trial.settings.get(factor.names[0]) for trial in cells.first]
        called.append({value: words[code] for value, code in zip(given, codes, strict=True)})
    found: dict[tuple[str, ...], list[float]] = {}
    for trial in cells.everyone:
        words = (levels[trial.settings.get(f.names[0])] for f, levels in zip(factors, called, strict=True))
        found.setdefault(tuple(words), []).append(result(trial))
    levels = [Level(words, math.fsum(some) / len(some), len(some)) for words, some in found.items()]
    return sorted(levels, key=lambda level: -level.mean)
