"""Targets that trials may stop at."""

from __future__ import annotations

from trainlab.errors import SettingError
from trainlab.questions import parse
from trainlab.questions.check import check
from trainlab.questions.names import Names
from trainlab.questions.tree import Binary, Name, Number
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
    # Only what trains needs it: a stored sweep is read without JAX.
    from trainlab.train.stopping.until import read_until

    match check(target, parse(target), Names(KNOWN, SETTINGS)):
        case Binary(operator, Name(curve), Number(value)):
            written = f"{curve} {operator} {value!r}"
        case _:
            return None
    try:
        read_until(written)
    except SettingError:
        return None
    return written
