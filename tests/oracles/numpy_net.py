"""A dense net in NumPy, float64, written as the textbook has it: slow and obvious.

Layers count from 1. With inputs a_0, a layer computes z_l = a_{l-1} W_l + b_l and a_l = f(z_l); the last one
gives logits. Backwards, delta_L is the loss's slope by the logits, and

    delta_l = (delta_{l+1} W_{l+1}^T) * f'(z_l),   dW_l = a_{l-1}^T delta_l,   db_l = sum of delta_l's rows.
"""

from __future__ import annotations

import numpy as np

Layers = list[tuple[np.ndarray, np.ndarray]]
"""Kernel and bias of each layer."""


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


ACTIVATIONS = {
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "identity": (lambda z: z, np.ones_like),
}
"""Each activation and its derivative."""


def forward(layers: Layers, x: np.ndarray, activation: str) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """What goes into each activation (the last: the logits), and what goes into each layer."""
    function, _ = ACTIVATIONS[activation]
    before, into = [], [x]
    for kernel, bias in layers:
        before.append(into[-1] @ kernel + bias)
        into.append(function(before[-1]))
    return before, into[:-1]


def softmax(z):
    exponentials = np.exp(z - z.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def probabilities(z):
    """Of class 1 of a binary net, of every class of another."""
    return sigmoid(z) if z.shape[1] == 1 else softmax(z)


def wanted(z, y):
    """The targets in the shape of the logits: 0 or 1, or one-hot."""
    return y[:, None].astype(float) if z.shape[1] == 1 else np.eye(z.shape[1])[y]


def example_losses(z: np.ndarray, y: np.ndarray, loss: str) -> np.ndarray:
    p, t = probabilities(z), wanted(z, y)
    if loss == "mse":
        return ((p - t) ** 2).mean(axis=1)
    if z.shape[1] == 1:
        return -(t * np.log(p) + (1 - t) * np.log(1 - p))[:, 0]
    return -np.log(p[np.arange(len(y)), y])


def slope_by_logits(z: np.ndarray, y: np.ndarray, loss: str) -> np.ndarray:
    """The slope of the mean loss by every logit."""
    p, t = probabilities(z), wanted(z, y)
    if loss == "cross_entropy":
        return (p - t) / len(y)
    by_p = 2 * (p - t) / p.shape[1]
    if z.shape[1] == 1:
        return by_p * p * (1 - p) / len(y)
    # The softmax's Jacobian: dp_i/dz_j = p_i (1{i = j} - p_j).
    return p * (by_p - (by_p * p).sum(axis=1, keepdims=True)) / len(y)


def objective(layers: Layers, x: np.ndarray, y: np.ndarray, activation: str, loss: str, l2: float) -> float:
    before, _ = forward(layers, x, activation)
    squares = sum((kernel**2).sum() for kernel, _ in layers)
    return example_losses(before[-1], y, loss).mean() + l2 * squares / 2


def gradient(layers: Layers, x: np.ndarray, y: np.ndarray, activation: str, loss: str, l2: float) -> Layers:
    """The slope of :func:`objective` by every weight and bias."""
    _, derivative = ACTIVATIONS[activation]
    before, into = forward(layers, x, activation)
    delta = slope_by_logits(before[-1], y, loss)
    slopes = []
    for number in reversed(range(len(layers))):
        kernel, _ = layers[number]
        slopes.append((into[number].T @ delta + l2 * kernel, delta.sum(axis=0)))
        if number:
            delta = (delta @ kernel.T) * derivative(before[number - 1])
    return slopes[::-1]


def finite_differences(layers: Layers, *recipe: object, width: float = 1e-6) -> Layers:
    """The slope of :func:`objective` by central differences, one number after the other."""
    slopes = [(np.empty_like(kernel), np.empty_like(bias)) for kernel, bias in layers]
    for layer, layer_slopes in zip(layers, slopes, strict=True):
        for array, array_slopes in zip(layer, layer_slopes, strict=True):
            for place, value in np.ndenumerate(array):
                array[place] = value + width
                above = objective(layers, *recipe)
                array[place] = value - width
                below = objective(layers, *recipe)
                array[place] = value
                array_slopes[place] = (above - below) / (2 * width)
    return slopes


def accuracy(layers: Layers, x: np.ndarray, y: np.ndarray, activation: str) -> float:
    logits = forward(layers, x, activation)[0][-1]
    guessed = logits[:, 0] > 0 if logits.shape[1] == 1 else logits.argmax(axis=1)
    return float((guessed == y).mean())
