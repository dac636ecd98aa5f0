"""How often one column alone predicts the class, by the example with the nearest value."""

from __future__ import annotations

import numpy as np


def error_of_chance(targets: np.ndarray) -> float:
    """Share of errors of always predicting the most frequent class."""
    return 1 - float(np.bincount(targets).max()) / len(targets)


def error_alone(column: np.ndarray, targets: np.ndarray) -> float:
    """Share of examples whose class their nearest neighbours in this one column do not have.

    Each example is left out, and its class predicted from the examples with the very same value: by majority,
    a tie counting as half. Where no other has the value, those with the next value above or below decide,
    whichever is nearer. So no shape is assumed: thresholds, intervals and codes are all found.

    Args:
        column: (examples,) values.
        targets: (examples,) class numbers.

    >>> error_alone(np.array([0.0, 0.1, 0.2, 5.0, 5.1, 5.2]), np.array([0, 0, 0, 1, 1, 1]))
    0.0
    """
    values, group = np.unique(column, return_inverse=True)
    if len(values) == 1:
        return error_of_chance(targets)
    classes = int(targets.max()) + 1
    counts = np.bincount(group * classes + targets, minlength=len(values) * classes)
    counts = counts.reshape(len(values), classes)
    most = counts.max(axis=1)
    said = counts.argmax(axis=1)
    rest = counts.copy()
    rest[np.arange(len(values)), said] = 0
    second = rest.max(axis=1)
    # Those beside an example: its own class without itself, against the best of the others.
    own = counts[group, targets] - 1
    others = np.where(said[group] == targets, second[group], most[group])
    right = np.where(own == others, 0.5, own > others)
    single = counts.sum(axis=1)[group] == 1
    if single.any():
        below, above = np.diff(values, prepend=-np.inf), np.diff(values, append=np.inf)
        nearest = np.arange(len(values)) + np.where(below <= above, -1, 1)
        right[single] = said[nearest[group[single]]] == targets[single]
    return 1 - float(right.mean())
