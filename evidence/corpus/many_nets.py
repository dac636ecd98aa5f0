"""Many dense nets of one shape in NumPy: their outputs, losses and gradients."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

Function = Callable[[np.ndarray], np.ndarray]


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return np.asarray(0.5 * (1 + np.tanh(0.5 * z)))


def _gaussian(z: np.ndarray) -> np.ndarray:
    """The normal distribution function."""
    from scipy.special import erf

    return np.asarray(0.5 * (1 + erf(z * np.float32(math.sqrt(0.5)))))


ACTIVATIONS: Mapping[str, tuple[Function, Callable[[np.ndarray, np.ndarray], np.ndarray]]] = {
    "relu": (lambda z: np.maximum(z, 0), lambda z, a: (z > 0).astype(z.dtype)),
    "tanh": (np.tanh, lambda z, a: 1 - a * a),
    "sigmoid": (_sigmoid, lambda z, a: a * (1 - a)),
    "elu": (lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))), lambda z, a: np.where(z > 0, 1, a + 1)),
    "gelu": (
        lambda z: z * _gaussian(z),
        lambda z, a: _gaussian(z) + z * np.exp(-0.5 * z * z) * np.float32(1 / math.sqrt(2 * math.pi)),
    ),
}
"""Each activation, and its derivative by what goes in and what comes out."""


class ManyNets:
    """Nets of one shape: kernels (nets, inputs, outputs) and biases (nets, 1, outputs).

    Args:
        each: the settings of each; they agree in net, activation and loss.
    """

    def __init__(self, each: Sequence[Mapping[str, Any]]) -> None:
        from trainlab.initializers import INITIALIZERS

        settings, draw = each[0], INITIALIZERS["glorot_uniform"].draw
        sizes = [int(size) for size in str(settings["net"]).split("-")]
        self.activation = ACTIVATIONS[settings["activation"]]
        self.loss, self.outputs = settings["loss"], sizes[-1]
        self.numeric = settings.get("task") == "regression"
        shapes = list(pairwise(sizes))
        seeds = [settings["seed"] for settings in each]
        self.kernels = [
            np.stack([draw(np.random.default_rng([seed, number]), shape, shape, 1.0) for seed in seeds])
            for number, shape in enumerate(shapes)
        ]  # fmt: skip
        biases = np.array([settings["bias_init"] for settings in each], np.float32)
        self.biases = [np.tile(biases[:, None, None], (1, 1, outputs)) for _, outputs in shapes]

    def logits(self, x: np.ndarray, some: Any) -> tuple[np.ndarray, list[np.ndarray], list[np.ndarray]]:
        """Logits (nets, examples, outputs), what went into each layer, and into each activation."""
        function, _ = self.activation
        into, before, last = [x], [], len(self.kernels) - 1
        for number, (kernel, bias) in enumerate(zip(self.kernels, self.biases, strict=True)):
            z = into[-1] @ kernel[some] + bias[some]
            before.append(z)
            if number < last:
                into.append(function(z))
        return before[-1], into, before

    def losses(self, logits: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The loss of every example, (nets, examples), and its slope by the logits."""
        if self.numeric:  # one number, its squared error
            error = logits[..., 0] - y.astype(np.float32)
            return error**2, (2 * error)[..., None]
        if self.outputs == 1:
            z, p, y = logits[..., 0], _sigmoid(logits[..., 0]), y.astype(np.float32)
            if self.loss == "mse":
                return (p - y) ** 2, (2 * (p - y) * p * (1 - p))[..., None]
            return np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))), (p - y)[..., None]
        shifted = logits - logits.max(axis=-1, keepdims=True)
        exponentials = np.exp(shifted)
        total = exponentials.sum(axis=-1, keepdims=True)
        p, wanted = exponentials / total, np.eye(self.outputs, dtype=np.float32)[y]
        if self.loss == "mse":
            by_p = 2 * (p - wanted) / self.outputs
            return ((p - wanted) ** 2).mean(axis=-1), p * (by_p - (by_p * p).sum(axis=-1, keepdims=True))
        return np.log(total[..., 0]) - (shifted * wanted).sum(axis=-1), p - wanted

    def gradients(
        self, slope: np.ndarray, into: list[np.ndarray], before: list[np.ndarray], some: Any
    ) -> list[np.ndarray]:
        """The slopes by kernels, then by biases."""
        kernels, biases = [], []
        for number in reversed(range(len(self.kernels))):
            kernels.append(np.swapaxes(into[number], -1, -2) @ slope)
            biases.append(slope.sum(axis=-2, keepdims=True))
            if number:
                slope = slope @ np.swapaxes(self.kernels[number][some], -1, -2)
                slope = slope * self.activation[1](before[number - 1], into[number])
        return [*kernels[::-1], *biases[::-1]]
