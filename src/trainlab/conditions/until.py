"""Conditions that end a trial once they hold, such as ``train_loss < 0.3``."""

from __future__ import annotations

from dataclasses import dataclass

from trainlab.conditions.parse import parse
from trainlab.conditions.tree import COMPARISONS, Binary, Name, Node, Number, Unary
from trainlab.errors import QuestionError, SettingError, unknown_name
from trainlab.metrics import EVALUATION_CURVES
from trainlab.specs.setting import LARGEST

CURVES = ("train_loss", *EVALUATION_CURVES)
"""Curves a condition may be about."""

MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
"""Operator -> the same comparison with its two sides swapped."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What ends a trial.

    Attributes:
        curve: the curve it is about, one of ``CURVES``.
        operator: ``<``, ``<=``, ``>`` or ``>=``.
        threshold: what the curve is compared with.
    """

    curve: str
    operator: str
    threshold: float


def read_until(text: str) -> Condition:
    """Read the setting ``until``: a question as ``trainlab ask`` reads it, of one curve and a number.

    Raises:
        SettingError: it is something else.

    Example:
        >>> read_until("validation_accuracy >= 98%")
        Condition(curve='validation_accuracy', operator='>=', threshold=0.98)
        >>> read_until("0.3 > train_loss")
        Condition(curve='train_loss', operator='<', threshold=0.3)
    """
    try:
        tree = parse(text)
    except QuestionError as error:
        raise _refuse(text, str(error).removeprefix("in the question, ").rstrip(".")) from None
    match tree:
        case Binary(operator, Name(curve), right) if operator in MIRRORED:
            threshold = _number(right)
        case Binary(written, left, Name(curve)) if written in MIRRORED:
            operator, threshold = MIRRORED[written], _number(left)
        case Binary(operator) if operator in COMPARISONS:
            raise _refuse(text, f"{operator} does not compare a single curve with a number")
        case _:
            raise _refuse(text, "it is not a single comparison")
    if threshold is None:
        raise _refuse(text, "a curve is compared with a number")
    if curve not in CURVES:
        raise SettingError(unknown_name("curve in until", curve, CURVES))
    if abs(threshold) > LARGEST:
        raise SettingError(
            "until of the recipe must compare with a number that fits a 32-bit float, "
            f"at most {LARGEST:.2g}, not {threshold:.3g}."
        )
    return Condition(curve, operator, threshold)


def _number(node: Node) -> float | None:
    match node:
        case Number(value):
            return value
        case Unary("-", Number(value)):
            return -value
    return None


def _refuse(text: str, problem: str) -> SettingError:
    return SettingError(
        f"until of the recipe must be a curve, one of {' '.join(MIRRORED)}, and a number, such as "
        f"train_loss<0.3, not '{text}': {problem}."
    )
