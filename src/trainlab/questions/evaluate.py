"""A question about some trials, evaluated at every step."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from trainlab.conditions.tree import COMPARISONS, Binary, Call, Name, Node, Number, Unary, Word
from trainlab.questions.functions import apply
from trainlab.questions.names import SETTING
from trainlab.questions.series import FAILS, HOLDS, UNKNOWN, Series, joint_points, of_curve, together
from trainlab.record import Curves, StudyInfo, Trial
from trainlab.record.facts import FACTS, fact
from trainlab.record.groups.varied import as_number
from trainlab.settings import format_value

_COMPARE: dict[str, Callable[[Any, Any], np.ndarray]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_CALCULATE: dict[str, Callable[[Any, Any], np.ndarray]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
}  # fmt: skip

ALONG_TRAINING = ("step", "epoch")
"""Names that have a value at every step of a trial."""


def last_held(trial: Trial) -> int:
    """The last step to which a trial's curves are held: its last, or the one before it diverged."""
    return trial.steps if trial.diverged_at is None else min(trial.steps, trial.diverged_at - 1)


class Evaluation:
    """Evaluates a question about some trials.

    Args:
        info: the study.
        trials: the trials, a row each.
        curves: the curves the question is about, by name, with one row for each of ``trials``.
    """

    def __init__(self, info: StudyInfo, trials: Sequence[Trial], curves: Mapping[str, Curves]) -> None:
        self._info = info
        self._trials = trials
        self._curves = curves
        self._ends = np.array([last_held(trial) for trial in trials], np.int64)

    def condition(self, tree: Node) -> Series:
        """A checked condition: ``HOLDS``, ``FAILS`` or ``UNKNOWN`` for each trial and point."""
        with np.errstate(all="ignore"):  # exploded losses overflow, and a division by zero gives NaN
            return self._evaluate(tree)

    def _evaluate(self, node: Node) -> Series:
        match node:
            case Number(value):
                return Series(np.full((len(self._trials), 1), value))
            case Name(name):
                return self._named(name)
            case Call(function, argument, points):
                return apply(function, self._evaluate(argument), points)
            case Unary(_, operand):  # of a condition the negative is its contrary
                series = self._evaluate(operand)
                return Series(-series.values, series.steps, series.points)
            case Binary(sign, Name(name), Word(word)):
                return Series(self._is_word(name, word, sign))
            case Binary(sign, left, right):
                return self._combine(sign, [self._evaluate(left), self._evaluate(right)])
        raise TypeError(f"no part of a checked question: {node!r}")

    def _combine(self, sign: str, sides: list[Series]) -> Series:
        left, right = together(sides, self._ends)
        steps = left.steps if left.steps is not None else right.steps
        if sign in _CALCULATE:
            values = _CALCULATE[sign](left.values, right.values)
        elif sign in COMPARISONS:
            values = _truth(_COMPARE[sign](left.values, right.values))
            values[np.broadcast_to(np.isnan(left.values) | np.isnan(right.values), values.shape)] = UNKNOWN
        else:
            values = (np.minimum if sign == "and" else np.maximum)(left.values, right.values)
        return Series(values, steps, joint_points([left, right]))

    def _named(self, name: str) -> Series:
        if name in self._curves:
            curve = self._curves[name]
            values = curve.values
            if name == "learning_rate":
                values = self._exact_rates(values)
            return of_curve(curve.steps, values)
        if name in ALONG_TRAINING:
            return self._progress(name)
        if name in FACTS:
            found = [fact(self._info, trial, name) for trial in self._trials]
            return Series(np.array([np.nan if value is None else value for value in found])[:, None])
        plain = name.removeprefix(SETTING)
        numbers = [_number(self._info, plain, trial) for trial in self._trials]
        return Series(np.array(numbers, np.float64)[:, None])

    def _exact_rates(self, values: np.ndarray) -> np.ndarray:
        """Rates that were recorded in 32 bits and are the setting, to the last digit of the setting."""
        setting = self._named(f"{SETTING}learning_rate").values
        return np.where(values == setting.astype(values.dtype), setting, values)

    def _progress(self, name: str) -> Series:
        steps = np.arange(max(int(self._ends.max(initial=-1)) + 1, 0))
        values = np.broadcast_to(steps.astype(np.float64), (len(self._trials), len(steps)))
        if name == "epoch":
            values = values / np.array([trial.steps_per_epoch for trial in self._trials], float)[:, None]
        known = steps <= self._ends[:, None]
        return Series(np.where(known, values, np.nan), steps, None if known.all() else known)

    def _is_word(self, name: str, word: str, sign: str) -> np.ndarray:
        found = [trial.settings.get(name.removeprefix(SETTING)) for trial in self._trials]
        same = np.array([format_value(value).lower() == word.lower() for value in found], bool)
        values = _truth(same if sign == "==" else ~same)
        values[[value is None for value in found]] = UNKNOWN
        return values[:, None]


def _truth(holds: np.ndarray) -> np.ndarray:
    return np.where(holds, np.int8(HOLDS), np.int8(FAILS))


def _number(info: StudyInfo, name: str, trial: Trial) -> float:
    """A setting as a number; NaN where it is a word or means nothing to the trial."""
    value = trial.settings.get(name)
    if value == "inf":
        return math.inf
    number = as_number(info, name, value)
    return math.nan if number is None else number
