"""Losses of nets that know nothing, and losses and hits of given logits: NumPy, apart from the programs."""

from __future__ import annotations

import math

import numpy as np


def loss_of_chance(classes: int, outputs: int, loss: str) -> float:
    """The loss of predicting the same probability for every class.

    Args:
        classes: number of classes.
        outputs: logits of the net; 1 for a binary one.
        loss: the setting ``loss``.

    >>> loss_of_chance(2, 1, "mse"), round(loss_of_chance(10, 10, "cross_entropy"), 4)
    (0.25, 2.3026)
    """
    if loss == "cross_entropy":
        return math.log(classes)
    return 0.25 if outputs == 1 else (classes - 1) / classes**2


def probabilities(logits: np.ndarray) -> np.ndarray:
    """(..., classes) float64 probabilities of (..., outputs) logits."""
    z = np.asarray(logits, np.float64)
    if z.shape[-1] == 1:
        z = np.concatenate([np.zeros_like(z), z], axis=-1)
    exponentials = np.exp(z - z.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)


def loss_of_mean(targets: np.ndarray, loss: str, delta: float = 1.0) -> float:
    """The loss of always answering the mean of numeric targets: with ``mse`` their variance.

    Args:
        targets: (examples, targets).
        loss: the setting ``loss``.
        delta: the setting ``huber_delta``.
    """
    mean = np.broadcast_to(targets.mean(axis=0, dtype=np.float64), targets.shape)
    return float(mean_loss(mean, targets, loss, delta))


def mean_loss(logits: np.ndarray, targets: np.ndarray, loss: str, delta: float = 1.0) -> np.ndarray:
    """The mean loss over examples: of (..., examples, outputs) logits and (examples,) targets.

    Of numeric targets, (examples, targets), and as many outputs; ``delta`` is the setting ``huber_delta``.
    """
    if targets.ndim == 2:
        error = np.abs(np.asarray(logits, np.float64) - targets)
        if loss == "huber":
            each = np.where(error <= delta, error**2 / 2, delta * error - delta**2 / 2)
        else:
            each = error if loss == "mae" else error**2
        return each.mean(axis=(-1, -2))
    p = probabilities(logits)
    if loss == "cross_entropy":
        right = p[..., np.arange(len(targets)), targets]
        return 0.0 - np.log(np.maximum(right, np.finfo(float).tiny)).mean(axis=-1)
    wanted = targets[..., None] == np.arange(p.shape[-1])
    squares = (p - wanted) ** 2
    return (squares[..., 1] if logits.shape[-1] == 1 else squares.mean(axis=-1)).mean(axis=-1)


def explained(outputs: np.ndarray, targets: np.ndarray) -> float:
    """The share of the variance of numeric targets that (examples, targets) outputs explain: R2."""
    left = ((np.asarray(outputs, np.float64) - targets) ** 2).sum(axis=0)
    total = ((targets - targets.mean(axis=0, dtype=np.float64)) ** 2).sum(axis=0)
    return float((1 - left / np.where(total > 0, total, 1)).mean())


def hits(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Whether the most probable class is the target, (..., examples)."""
    return predicted(logits) == targets


def predicted(logits: np.ndarray) -> np.ndarray:
    """The most probable class of each example, (..., examples)."""
    return (logits[..., 0] > 0).astype(int) if logits.shape[-1] == 1 else logits.argmax(axis=-1)
