"""The settings a study varied, and the values it gave them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial

import numpy as np

from trainlab.record import StudyInfo, Trial
from trainlab.settings import SETTINGS, Value


def value_order(name: str, value: Value | None) -> tuple[int, float, str]:
    """Sorting key of a setting's values: numbers, then names in the settings table's order, then nothing."""
    if value is None:
        return 2, 0.0, ""
    if isinstance(value, str):
        choices = SETTINGS[name].choices if name in SETTINGS else ()
        natural = re.sub(r"\d+", lambda digits: digits[0].zfill(9), value)  # 4-6-1 comes before 4-10-1
        return 1, choices.index(value) if value in choices else len(choices), natural
    return 0, float(value), ""


def varied_values(trials: Iterable[Trial], name: str) -> tuple[Value | None, ...]:
    """The values trials give to a setting: numbers ascending, names, then None where it means nothing."""
    return tuple(
        sorted({trial.settings.get(name) for trial in trials}, key=lambda value: value_order(name, value))
    )


def given_values(trials: Iterable[Trial], name: str) -> tuple[Value | None, ...]:
    """The values trials give to a setting, in the order given: trials are numbered in it."""
    ordered = sorted(trials, key=lambda trial: trial.id)
    return tuple(dict.fromkeys(trial.settings.get(name) for trial in ordered))


def as_number(info: StudyInfo, name: str, value: Value | None) -> float | None:
    """A value of a numeric setting as a number, or None where it is not one.

    ``batch_size=full`` is the number of training examples, where the study knows it.
    """
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        size = info.dataset.get("train")
        return float(size) if name == "batch_size" and value == "full" and isinstance(size, int) else None
    return float(value)


def numeric_values(info: StudyInfo, trials: Iterable[Trial], name: str) -> dict[Value, float] | None:
    """A varied setting's values as numbers, ascending; None if the setting is not numeric here."""
    if name in SETTINGS and SETTINGS[name].type not in ("number", "integer"):
        return None
    numbers: dict[Value, float] = {}
    for value in varied_values(trials, name):
        number = as_number(info, name, value)
        if value is None:
            continue
        if number is None:
            return None
        numbers[value] = number
    return dict(sorted(numbers.items(), key=lambda item: item[1])) or None


MIN_DRAWN = 8
"""With this many values or more two settings can be seen to be drawn independently."""

DRAWN_APART = 0.9
"""Rank correlation below which they are: values that were paired rise, or fall, together."""


def varied_together(info: StudyInfo, trials: Sequence[Trial]) -> list[tuple[str, ...]]:
    """The settings trials differ in, in the study's order; those that change together are one entry.

    ``--pair batch_size=1,8 epochs=10,20 --vary l2=0,0.1`` gives ``[("batch_size", "epochs"), ("l2",)]``.
    Numbers drawn at random change together, too, since no value comes twice; their order distinguishes them.
    """
    together: dict[tuple[int, ...], list[list[str]]] = {}
    number_of = cache(partial(numeric_values, info, trials))
    for name in info.varied:
        numbers: dict[Value | None, int] = {}
        partition = tuple(numbers.setdefault(trial.settings.get(name), len(numbers)) for trial in trials)
        if len(numbers) < 2:
            continue
        groups = together.setdefault(partition, [])
        for group in groups:
            if len(numbers) < MIN_DRAWN or not _drawn_apart(trials, group[0], name, number_of):
                group.append(name)
                break
        else:
            groups.append([name])
    entries = [tuple(group) for groups in together.values() for group in groups]
    return sorted(entries, key=lambda names: info.varied.index(names[0]))


def _drawn_apart(
    trials: Sequence[Trial], first: str, second: str,
    number_of: Callable[[str], dict[Value, float] | None],
) -> bool:  # fmt: skip
    numbers = number_of(first), number_of(second)
    if numbers[0] is None or numbers[1] is None:
        return False
    pairs = {(trial.settings.get(first), trial.settings.get(second)) for trial in trials}
    known = [(numbers[0][a], numbers[1][b]) for a, b in pairs if a is not None and b is not None]
    if len(known) < 3:
        return False
    ranks = np.argsort(np.argsort(np.array(known), axis=0), axis=0) - (len(known) - 1) / 2
    return abs(float((ranks[:, 0] * ranks[:, 1]).sum() / (ranks[:, 0] ** 2).sum())) < DRAWN_APART
