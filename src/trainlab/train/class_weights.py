"""Weights of classes in the training loss, so that rare classes, or costly mistakes, count for more."""

from __future__ import annotations

import math

import numpy as np

from trainlab.errors import SettingError, nearest
from trainlab.specs.setting import LARGEST

BALANCED = "balanced"


def read_class_weights(text: str, counts: np.ndarray) -> np.ndarray:
    r"""Read the setting ``class_weights``.

    The loss of each training example is multiplied by the weight of its class; the mean is still taken over
    the number of examples, as Keras's ``class_weight`` does.

    ``balanced`` weighs each class by the inverse of its share. With n examples, :math:`n_c` of them in class
    c, and C classes that have any,

    .. math:: w_c = \frac{n}{C \, n_c}

    so that all classes weigh alike and the mean weight of an example is 1 (scikit-learn's
    ``class_weight="balanced"``). A class without training examples has weight 0, which nothing uses.

    Args:
        text: ``balanced``, or one number a class joined by colons: ``1:5``.
        counts: (classes,) training examples of each class.

    Returns:
        (classes,) float32.

    Raises:
        SettingError: the text is neither, there are more or fewer numbers than classes, one of them is not a
            finite number >= 0, or all are 0.

    Example:
        >>> read_class_weights("balanced", np.array([30, 10]))
        array([0.6666667, 2.       ], dtype=float32)

    References:
        King and Zeng, "Logistic Regression in Rare Events Data", 2001.
    """
    if text.strip().lower() == BALANCED:
        present = counts > 0
        weights = counts.sum() / (present.sum() * np.maximum(counts, 1.0))
        return np.where(present, weights, 0.0).astype(np.float32)
    parts = text.split(":")
    weights = np.array([_read_weight(part) for part in parts], np.float32)
    # NaN stands for what is no number.
    if len(parts) != len(counts) or not (weights >= 0).all() or not weights.any():
        raise _refusal(text, parts, len(counts))
    return weights


def _read_weight(text: str) -> float:
    try:
        weight = float(text)
    except ValueError:
        return math.nan
    return weight if 0 <= weight <= LARGEST else math.nan


def _refusal(text: str, parts: list[str], classes: int) -> SettingError:
    example = ":".join(["1"] * (classes - 1) + ["5"]) if classes <= 10 else "1:1:...:5"
    guess = nearest(text, [BALANCED, "none"])
    if guess:
        given = f"Did you mean '{guess}'?"
    elif len(parts) != classes:
        given = f"It names {len(parts)}."
    else:
        given = ""
    return SettingError(
        f"class_weights of the recipe must be none, balanced, or {classes} numbers >= 0, one a class and not "
        f"all 0, joined by colons ({example}), not '{text}'. {given}".rstrip()
    )
