"""Whether numbers at an end of a range do better than the others, where each was drawn once."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from trainlab.diagnose.best.scores import Score
from trainlab.diagnose.effects.cells import Cells
from trainlab.diagnose.effects.effects import Effect
from trainlab.diagnose.effects.setting_levels import setting_levels
from trainlab.record import StudyInfo
from trainlab.settings import Value
from trainlab.statistics.tail import f_tail

MAX_RANGES = 5
"""Ranges that the values are cut into, each of equally many trials."""

MIN_RANGES = 3
"""With two the better one is always at an end."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How far an end of a range is ahead.

    Attributes:
        upwards: whether it is the upper end.
        mean: mean final value of the metric of the task there, over all trials that ended well.
        next: the same of the next best value or range.
        level: the range at the end, in words; empty where it is one value.
        next_best: the next best value or range, in words.
        chance: the chance that noise alone puts an end so far ahead.
    """

    upwards: bool
    mean: float
    next: float
    level: str
    next_best: str
    chance: float


def end_of_draws(
    info: StudyInfo, effect: Effect, cells: Cells, best: Score, numbers: Mapping[Value, float]
) -> Gap | None:
    """The range at an end of a setting's values, where it is ahead of all others and holds the best setting.

    Values are cut into up to ``MAX_RANGES`` ranges of equally many. Ranges are compared by results from
    which the fitted effects of the other settings are taken off, and have to be in the same order by plain
    means of all trials that ended well, which the sentence shows.
    """
    name, compared = effect.factors[0].names[0], effect.compared
    codes, words = setting_levels(info, cells.first, name, MAX_RANGES)
    values = [trial.settings.get(name) for trial in cells.first]
    places = np.array([np.nan if value is None else numbers.get(value, np.nan) for value in values])
    known = [level for level in range(len(words)) if np.isfinite(places[codes == level]).all()]
    if len(known) < MIN_RANGES or len(np.unique(compared.model.groups)) > 1:
        return None
    middles = {level: float(places[codes == level].mean()) for level in known}
    place = numbers[best.trials[0].settings[name]]
    shown: dict[int, list[float]] = {level: [] for level in range(len(words))}
    level_of = dict(zip(values, codes.tolist(), strict=True))
    for trial in cells.everyone:
        shown[level_of[trial.settings.get(name)]].append(cells.outcome.final(trial))
    means, adjusted, weights = {}, {}, {}
    of_unit, of_units, results = codes[compared.units], compared.model.weights, compared.adjusted()
    for level in known:
        means[level] = math.fsum(shown[level]) / len(shown[level])
        inside = of_unit == level
        weights[level] = float(of_units[inside].sum())
        summed = float(of_units[inside] @ results[inside])
        adjusted[level] = summed / max(weights[level], 1e-300)
    end = max(known, key=lambda level: adjusted[level])
    upwards = middles[end] == max(middles.values())
    inside = places[codes == end]
    if not (upwards or middles[end] == min(middles.values())) or not inside.min() <= place <= inside.max():
        return None
    second = max((level for level in known if level != end), key=lambda level: adjusted[level])
    better = cells.outcome.better
    plain = max((level for level in known if level != end), key=lambda level: better(means[level]))
    if better(means[end]) <= better(means[plain]):
        return None
    error = compared.variance * (1 / weights[end] + 1 / weights[second])
    chance = f_tail((adjusted[end] - adjusted[second]) ** 2 / error, 1, compared.freedom)
    return Gap(upwards, means[end], means[plain], words[end], words[plain], chance)
