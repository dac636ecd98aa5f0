"""What a trial predicts of a split, put together so that it can be kept and looked at."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from trainlab.store.predictions import MOST_BYTES, MOST_WORST, Predictions


def predictions_of(
    probabilities: np.ndarray, targets: np.ndarray, inputs: np.ndarray, classes: Sequence[str],
    split: str, weights: str,
) -> Predictions:  # fmt: skip
    """Which class each example was taken for, its loss, and the inputs of the worst.

    Args:
        probabilities: (examples, classes) float32.
        targets: (examples,) numbers of classes.
        inputs: (examples, *input_shape).
        classes: their names.
        split, weights: what was predicted, with which weights.
    """
    rows = np.arange(len(targets))
    right = probabilities[rows, targets].astype(np.float64)
    loss = -np.log(np.maximum(right, np.finfo(np.float32).tiny))
    a_row = max(int(np.prod(inputs.shape[1:])) * 4, 1)
    most = max(1, min(MOST_WORST, MOST_BYTES // a_row))
    worst = np.argsort(-loss, kind="stable")[:most]
    return Predictions(
        split, weights, tuple(classes), targets.astype(np.int32),
        probabilities.argmax(axis=1).astype(np.int32), loss.astype(np.float32),
        worst.astype(np.int32), inputs[worst].astype(np.float32),
    )  # fmt: skip
