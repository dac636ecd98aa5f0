"""Symptom: the accuracy shown of the best of many trials is too high."""

from __future__ import annotations

from collections.abc import Sequence

from trainlab.counted import counted
from trainlab.diagnose.best.expected import Expected
from trainlab.record import Finding, StudyInfo, Trial
from trainlab.record.groups.naming import Names
from trainlab.record.wording import percent
from trainlab.settings import Value

NOTABLE = 0.01
"""Less than a point is not worth mentioning."""

NEARLY_ALL = 0.999
"""Above this an estimate is given as "over" it: further digits are not known."""

FINE = 200
"""With this many validation examples or more a tenth of a point is shown."""


def is_optimistic(expected: Expected) -> bool:
    """Whether what is shown is above what is expected by a standard error, and by a point."""
    if expected.expected is None:
        return False
    return expected.shown - expected.expected >= max(expected.noise, NOTABLE)


def find_optimistic(info: StudyInfo, trials: Sequence[Trial], expected: Expected | None) -> list[Finding]:
    """Whether the accuracy of the best trial is so inflated by its having been chosen that it should be said.

    Args:
        info: the study.
        trials: all of its trials.
        expected: what the best trial is expected to reach on new examples.
    """
    if expected is None or expected.expected is None or not is_optimistic(expected):
        return []
    best_of = f"the best of {counted(expected.trials, 'trial')}"
    chosen = best_of if expected.trials > 1 else "its best evaluation"
    sentence = (
        f"{percent(expected.shown)} of {expected.examples:,} validation examples, {chosen}, is optimistic: "
        f"on new examples expect {_interval(expected)} of {Names(info, trials).trial(expected.trial)}."
    )
    advice = "Measure it on the test split ('trainlab evaluate --best'), or validate on more examples."
    names = ("shown", "expected", "low", "high", "noise", "trials", "examples", "trial")
    evidence: dict[str, Value] = {name: getattr(expected, name) for name in names}
    return [Finding("optimistic", (), sentence, advice, evidence)]


def expected_line(info: StudyInfo, trials: Sequence[Trial], expected: Expected | None) -> str:
    """What to expect of the best trial on new examples, and how precisely this many examples measure it.

    Empty where nothing has been evaluated.
    """
    if expected is None:
        return ""
    noise = (
        f"On {expected.examples:,} validation examples such an accuracy has a standard error of "
        f"{100 * expected.noise:.2g} points."
    )
    named = Names(info, trials).trial(expected.trial)
    if expected.expected is not None:
        return f"expect {_interval(expected)} of {named}, shown at {percent(expected.shown)}. {noise}"
    digits = _digits(expected)
    ends = f"{_end(expected.low, digits)} to {_end(expected.high, digits)}"
    best_of = f"; that it was chosen as the best of {expected.trials:,} is not counted"
    return (
        f"{named} is right on {percent(expected.shown)} of the validation examples (90% interval {ends}"
        f"{best_of if expected.trials > 1 else ''}). {noise}"
    )


def _interval(expected: Expected) -> str:
    digits, middle = _digits(expected), expected.expected or 0.0
    text = f"over {percent(NEARLY_ALL)}" if NEARLY_ALL < middle < 1 else percent(middle, digits)
    return f"{text} (90% interval {_end(expected.low, digits)} to {_end(expected.high, digits)})"


def _end(fraction: float, digits: int) -> str:
    """An end of an interval, rounded: whether it is 100% or 99.99% is not known."""
    return f"{fraction:.{digits}%}"


def _digits(expected: Expected) -> int:
    return int(expected.examples >= FINE)
