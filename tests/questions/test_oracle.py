"""Answers are those of a slow, obvious reading of the question: one trial, one step, one number at a time."""

from __future__ import annotations

# pyright: reportCallIssue=false, reportReturnType=false
# The settings that are asked about are numbers.
import math
import operator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import INFO, MadeUp
from random_questions import conditions, plain_numbers, studies

from trainlab.conditions.tree import Binary, Call, Name, Node, Number, Unary, Word, write
from trainlab.record import Trial

Line = dict[int, float | bool | None] | float | bool | None
"""Points of one trial, step -> value, None where it is not known; or one value for every step."""

SIGNS = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq,
    "!=": operator.ne, "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip


class Oracle:
    """Answers one trial."""

    def __init__(self, study: MadeUp, trial: Trial) -> None:
        self.study, self.trial = study, trial
        self.end = trial.steps if trial.diverged_at is None else trial.diverged_at - 1

    def line(self, node: Node) -> Line:
        match node:
            case Number(value):
                return value
            case Name("step"):
                return {step: float(step) for step in range(self.end + 1)}
            case Name("epoch"):
                return {step: step / self.trial.steps_per_epoch for step in range(self.end + 1)}
            case Name(name) if name in self.study.points:
                return dict(self.study.points[name][self.trial.id])
            case Name("batch_size"):
                size = self.trial.settings["batch_size"]
                return float(INFO.dataset["train"]) if size == "full" else float(size)
            case Name("setting.learning_rate"):
                return self.trial.settings["learning_rate"]
            case Call(function, argument, points):
                return self.call(function, self.line(argument), points)
            case Unary("-", operand):
                return self.each(lambda value: -value, self.line(operand))
            case Unary("not", operand):
                return self.each(operator.not_, self.line(operand))
            case Binary(sign, Name("optimizer"), Word(word)):
                return (self.trial.settings["optimizer"] == word) == (sign == "==")
            case Binary(sign, left, right):
                return self.pair(sign, self.line(left), self.line(right))
        raise AssertionError(node)

    def call(self, function: str, line: Line, points: int | None) -> Line:
        if not isinstance(line, dict):
            return line
        steps = sorted(line)
        if function in ("first", "last"):
            return line[steps[0 if function == "first" else -1]] if steps else None
        found: Line = {}
        for place, step in enumerate(steps):
            so_far = [line[one] for one in steps[: place + 1]]
            if function == "mean_over":
                window = so_far[-points:]
                known = len(window) == points and None not in window
                found[step] = (
                    known_or_none(math.fsum(window) / points if finite(window) else sum(window))
                    if known
                    else None
                )
            else:
                known = [value for value in so_far if value is not None]
                found[step] = {"min": min, "max": max}[function](known) if known else None
        return found

    def each(self, change, line: Line) -> Line:
        if isinstance(line, dict):
            return {step: None if value is None else change(value) for step, value in line.items()}
        return None if line is None else change(line)

    def pair(self, sign: str, left: Line, right: Line) -> Line:
        if not isinstance(left, dict) and not isinstance(right, dict):
            return apply(sign, left, right)
        steps = {step for line in (left, right) if isinstance(line, dict) for step in line}
        return {step: apply(sign, self.at(left, step), self.at(right, step)) for step in steps}

    def at(self, line: Line, step: int) -> float | bool | None:
        """The value at a step: its own, or the last one before it unless the trial has ended."""
        if not isinstance(line, dict):
            return line
        if step in line:
            return line[step]
        before = [one for one in line if one < step]
        return line[max(before)] if before and step <= self.end else None

    def first(self, node: Node, hold: int | str) -> int | None:
        line = self.line(node)
        line = line if isinstance(line, dict) else {0: line}
        steps = sorted(line)
        for place, step in enumerate(steps):
            held = [line[one] is True for one in steps[place:]]
            if hold == "end":
                if all(held) and self.trial.status != "diverged":
                    return step
            elif len(held) >= hold and all(held[:hold]):
                return step
        return None


def finite(values) -> bool:
    return all(math.isfinite(value) for value in values)


def known_or_none(value: float) -> float | None:
    return None if math.isnan(value) else value


def apply(sign: str, left, right):
    if sign == "and":
        return False if left is False or right is False else None if left is None or right is None else True
    if sign == "or":
        return True if left is True or right is True else None if left is None or right is None else False
    if left is None or right is None:
        return None
    if sign == "/":
        if right == 0:
            return None if left == 0 else math.copysign(math.inf, left) * math.copysign(1.0, right)
        return known_or_none(left / right)
    value = SIGNS[sign](left, right)
    return value if isinstance(value, bool) else known_or_none(value)


ASKED = (studies(), conditions(plain_numbers), st.sampled_from([1, 2, 3, "end"]))


@given(*ASKED)
def test_answers_are_those_of_the_oracle(study, tree, hold):
    compare(study, tree, hold)


@pytest.mark.slow
@settings(max_examples=5000)
@given(*ASKED)
def test_answers_are_those_of_the_oracle_thousands_of_times(study, tree, hold):
    compare(study, tree, hold)


def compare(study: MadeUp, tree: Node, hold: int | str) -> None:
    expected = [Oracle(study, trial).first(tree, hold) for trial in study.trials]
    assert study.steps(write(tree), hold) == expected
