"""Weights of classes in the training loss, and how their text is read: ``balanced``, or a number a class."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from trainlab.errors import SettingError, nearest
from trainlab.regularisers.regulariser import Regulariser
from trainlab.specs.setting import LARGEST, Setting

if TYPE_CHECKING:
    import jax

BALANCED = "balanced"

SMALLEST = 2.0**-150
"""Half the smallest 32-bit float above 0: what is less is 0 there."""


def read_weights(text: str, classes: int | None = None) -> list[float] | None:
    """The weights that are given, or None for ``balanced``.

    Args:
        text: ``balanced``, or one number a class joined by colons: ``1:5``.
        classes: how many classes there are, once that is known.

    Raises:
        SettingError: the text is neither, there are more or fewer numbers than classes, one of them is not a
            finite number >= 0, or all are 0.

    >>> read_weights("1:5"), read_weights("Balanced")
    ([1.0, 5.0], None)
    """
    if text.strip().lower() == BALANCED:
        return None
    parts = text.split(":")
    weights = [_read_weight(part) for part in parts]
    known = len(parts) if classes is None else classes
    # NaN is what is not a number. One number alone could be the mistyped word.
    allowed = all(weight >= 0 for weight in weights) and max(weights) > SMALLEST
    if len(parts) != known or known < 2 or not allowed:
        raise _refusal(text, parts, classes)
    return weights


def _read_weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return math.nan
    return weight if 0 <= weight <= LARGEST else math.nan


def _refusal(text: str, parts: list[str], classes: int | None) -> SettingError:
    example = "1:5" if classes is None else ":".join(["1"] * (classes - 1) + ["5"])
    example = example if len(example) <= 19 else "1:1:...:5"
    guess = nearest(text, [BALANCED, "none"])
    if guess:
        given = f"Did you mean '{guess}'?"
    elif classes is not None and len(parts) != classes:
        given = f"It names {len(parts)}."
    else:
        given = ""
    numbers = "numbers" if classes is None else f"{classes} numbers"
    return SettingError(
        f"class_weights of the recipe must be none, balanced, or {numbers} >= 0, one a class and not "
        f"all 0, joined by colons ({example}), not '{text}'. {given}".rstrip()
    )


def weighted(losses: jax.Array, classes: jax.Array, class_weights: jax.Array) -> jax.Array:
    """Each example's loss times the weight of its class; the mean is still over the number of examples."""
    return losses * class_weights[classes]


CLASS_WEIGHTS = Regulariser(
    name="class_weights",
    settings=(
        Setting(
            name="class_weights", owner="recipe", kind="traced", type="text", default="none",
            words=("none", "balanced"), neutral="none", reader=read_weights,
            meaning="Weight of each class in the training loss: none, balanced, or one number a class (1:5).",
        ),
    ),
    losses=weighted,
)  # fmt: skip
