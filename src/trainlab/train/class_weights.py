"""Weights of classes in the training loss, so that rare classes, or costly mistakes, count for more."""

from __future__ import annotations

import numpy as np

from trainlab.regularisers.class_weights import read_weights


def read_class_weights(text: str, counts: np.ndarray) -> np.ndarray:
    r"""Read the setting ``class_weights``.

    The loss of each training example is multiplied by the weight of its class; the mean is still taken over
    the number of examples, as Keras's ``class_weight`` does.

    ``balanced`` weighs each class by the inverse of its share. With n examples, :math:`n_c` of them in class
    c, and C classes that have any,

    .. math:: w_c = \frac{n}{C \, n_c}

    so that all classes have equal weight and the mean weight of an example is 1 (scikit-learn's
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
    given = read_weights(text, len(counts))
    if given is None:
        present = counts > 0
        weights = counts.sum() / (present.sum() * np.maximum(counts, 1.0))
        return np.where(present, weights, 0.0).astype(np.float32)
    return np.array(given, np.float32)
