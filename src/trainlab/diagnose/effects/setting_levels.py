"""The levels of a setting: its values, or ranges of them where they are many."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.record import StudyInfo, Trial
from trainlab.record.groups.varied import numeric_values
from trainlab.record.wording import short_value
from trainlab.settings import Value

MAX_LEVELS = 8
"""A numeric setting with more values is cut into this many ranges of equally many trials."""

MIN_IN_LEVEL = 3
"""Ranges hold at least this many trials, so that something is left to estimate noise from."""


def setting_levels(
    info: StudyInfo, trials: Sequence[Trial], name: str, most: int = MAX_LEVELS
) -> tuple[np.ndarray, list[str]]:
    """The level of each trial, and what the levels are called.

    Args:
        info: the study.
        trials: the trials.
        name: the setting; a trial it means nothing to has a level of its own.
        most: more values than this are cut into this many ranges.

    Returns:
        (trials,) numbers from 0, and a name for each of them.
    """
    numbers = numeric_values(info, trials, name)
    values = [trial.settings.get(name) for trial in trials]
    if numbers is not None and len(numbers) > min(most, max(len(trials) // MIN_IN_LEVEL, 2)):
        return _ranges(np.array([np.nan if value is None else numbers[value] for value in values]), most)
    distinct: dict[Value | None, int] = {}
    codes = np.array([distinct.setdefault(value, len(distinct)) for value in values], dtype=int)
    return codes, [short_value(value) for value in distinct]


def _ranges(places: np.ndarray, most: int) -> tuple[np.ndarray, list[str]]:
    count = max(min(most, len(places) // MIN_IN_LEVEL), 2)
    edges = np.nanquantile(places, np.linspace(0, 1, count + 1)[1:-1])
    codes = np.where(np.isnan(places), count, np.searchsorted(edges, places, side="right"))
    kept, codes = np.unique(codes, return_inverse=True)
    words = []
    for level, code in enumerate(kept):
        inside = places[codes == level]
        others = places[codes != level]
        ends = dict.fromkeys(_end(float(end), others) for end in (inside.min(), inside.max()))
        words.append("-" if code == count else " to ".join(ends))
    return codes, words


def _end(end: float, others: np.ndarray) -> str:
    """The end of a range, with enough digits to distinguish it from the values of the other ranges."""
    word = ""
    for digits in range(4, 18):
        word = f"{end:.{digits}g}"
        if all(f"{other:.{digits}g}" != word for other in others):
            break
    return word
