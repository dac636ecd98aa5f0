"""Targets that trials may stop at."""

from __future__ import annotations

from trainlab.conditions import parse
from trainlab.conditions.until import read_until
from trainlab.errors import SettingError
from trainlab.questions.check import check
from trainlab.questions.names import Names
from trainlab.record import EVALUATION_CURVES, STEP_CURVES
from trainlab.settings import SETTINGS

KNOWN = (*STEP_CURVES, *EVALUATION_CURVES)
"""Curves that every study has."""


def as_until(target: str) -> str | None:
    """A target as the setting ``until``, which ends a trial where it first holds.

    Args:
        target: a question as ``trainlab ask`` reads it.

    Returns:
        The setting; None where the target is more than a curve compared with a number, so that trials train
        to their end.

    Raises:
        QuestionError: the target cannot be read, or names something that no study has.

    Example:
        >>> as_until("validation_accuracy >= 95%"), as_until("min(train_loss) < 0.1")
        ('validation_accuracy >= 0.95', None)
    """
    check(target, parse(target), Names(KNOWN, SETTINGS))
    try:
        condition = read_until(target)
    except SettingError:
        return None
    return f"{condition.curve} {condition.operator} {condition.threshold!r}"
