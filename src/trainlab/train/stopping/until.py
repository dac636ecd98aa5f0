"""Conditions that end a trial once they hold, such as ``train_loss<0.3``."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import jax.numpy as jnp
from jaxtyping import Array, Bool, Float

from trainlab.errors import SettingError, unknown_name
from trainlab.record import EVALUATION_CURVES
from trainlab.specs.setting import LARGEST

CURVES = ("train_loss", *EVALUATION_CURVES)
"""Curves a condition may be about."""

_OPERATORS: dict[str, Callable[[Array, Array], Array]] = {
    "<": jnp.less, "<=": jnp.less_equal, ">": jnp.greater, ">=": jnp.greater_equal,
}  # fmt: skip

_CONDITION = re.compile(r"\s*(\w+)\s*(<=|>=|<|>)\s*([^\s<>=]+)\s*", re.ASCII)


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
    """Read the setting ``until``.

    Raises:
        SettingError: it is no comparison of a known curve with a number.

    Example:
        >>> read_until("validation_accuracy >= 0.98")
        Condition(curve='validation_accuracy', operator='>=', threshold=0.98)
    """
    match = _CONDITION.fullmatch(text)
    if match is None:
        raise _refuse(text)
    curve, operator, written = match.groups()
    if curve not in CURVES:
        raise SettingError(unknown_name("curve in until", curve, CURVES))
    try:
        threshold = float(written)
    except ValueError:
        raise _refuse(text) from None
    if not math.isfinite(threshold) or abs(threshold) > LARGEST:
        raise SettingError(
            "until of the recipe must compare with a finite number that fits a 32-bit float, "
            f"at most {LARGEST:.2g}, not {written}."
        )
    return Condition(curve, operator, threshold)


def _refuse(text: str) -> SettingError:
    return SettingError(
        f"until of the recipe must be a curve, one of {' '.join(_OPERATORS)}, and a number, "
        f"such as train_loss<0.3, not '{text}'."
    )


def holds(operator: str, value: Float[Array, ""], threshold: Float[Array, ""]) -> Bool[Array, ""]:
    """Whether the comparison holds; it never does for NaN."""
    return _OPERATORS[operator](value, threshold)
