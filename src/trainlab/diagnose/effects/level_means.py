"""Mean results of the levels of settings, for use in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from trainlab.diagnose.effects.cells import Cells
from trainlab.diagnose.effects.factors import Factor
from trainlab.diagnose.effects.setting_levels import setting_levels
from trainlab.record import StudyInfo
from trainlab.record.groups.seeds import Rest, rests
from trainlab.settings import Value

COMPARED = "counting only other settings that ended well with each of them"
"""Said of matched levels."""

MAX_RANGES = 8
"""Ranges that a setting drawn at random is shown by."""

MAX_JOINT_RANGES = 3
"""The same where two settings are shown together."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a setting, or a combination of levels of two.

    Attributes:
        words: what it is called, one for each setting.
        mean: plain mean of the results of its trials, over all other settings and seeds.
        trials: how many these are.
        matched: whether these are only some: those whose other settings ended well at every level.
    """

    words: tuple[str, ...]
    mean: float
    trials: int
    matched: bool = False


def level_means(info: StudyInfo, cells: Cells, factors: Sequence[Factor], values: bool) -> list[Level]:
    """The levels of one or more settings, that of the best mean first.

    A trial that diverged has no result. Were all others counted, a level that diverges where others do
    badly would look better than they; so where values share other settings, only these count. Ranges hold
    values that ended well with different settings: all of theirs count.

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
            most = MAX_RANGES if len(factors) == 1 else MAX_JOINT_RANGES
            codes, words = setting_levels(info, cells.first, factor.names[0], most)
        given = [trial.settings.get(factor.names[0]) for trial in cells.first]
        called.append({value: words[code] for value, code in zip(given, codes, strict=True)})
    own = {"seed", *(name for factor in factors for name in factor.names)}
    found: dict[tuple[str, ...], list[tuple[Rest, float]]] = {}
    for trial, rest in zip(cells.everyone, rests(cells.everyone, own), strict=True):
        words = (levels[trial.settings.get(f.names[0])] for f, levels in zip(factors, called, strict=True))
        found.setdefault(tuple(words), []).append((rest, cells.outcome.final(trial)))
    had = [{rest for rest, _ in some} for some in found.values()]
    shared = set.intersection(*had)
    ranges = any(len(set(levels.values())) < len(levels) for levels in called)
    matched = not ranges and bool(shared) and any(rest != shared for rest in had)
    levels = []
    for words, some in found.items():
        results = [value for rest, value in some if not matched or rest in shared]
        levels.append(Level(words, math.fsum(results) / len(results), len(results), matched))
    return sorted(levels, key=lambda level: -cells.outcome.better(level.mean))
