"""A look at the untrained net without a compiler: dense nets, forwards, in NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from trainlab.checks.chance import mean_loss
from trainlab.checks.observe import Observation
from trainlab.checks.subject import Subject
from trainlab.nets.layers import Dense, Dropout

EXAMPLES = 100
"""Training examples that are looked at: a mean over them is exact to a tenth of a deviation."""

DEAR = 2_000_000
"""The check is skipped above this many multiplications per example: 20 ms for all examples on one core."""


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 0.5 * (1 + np.tanh(0.5 * z))


_SELU_SCALE, _SELU_ALPHA = 1.0507009873554805, 1.6732632423543772

ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": lambda z: np.maximum(z, 0),
    "selu": lambda z: _SELU_SCALE * np.where(z > 0, z, _SELU_ALPHA * np.expm1(np.minimum(z, 0))),
    "silu": lambda z: z * _sigmoid(z),
    "tanh": np.tanh,
    "sigmoid": _sigmoid,
    "softplus": lambda z: np.logaddexp(z, 0),
    "identity": lambda z: z,
}
"""Those that NumPy has and that take no number of their own."""


def host_observation(subject: Subject) -> Observation | None:
    """Send some training examples through the untrained net, dropout off, without a way back.

    Args:
        subject: what is checked.

    Returns:
        The loss and the outputs by layer, without slopes; None for nets with other layers or activations than
        NumPy can do at once, and for large ones.
    """
    net, layers = subject.net, subject.net.layers
    if sum(layer.multiply_adds for layer in layers) > DEAR:
        return None
    x, y = subject.examples(EXAMPLES)
    outputs: dict[str, np.ndarray] = {}
    with np.errstate(all="ignore"):
        for layer in layers:
            if isinstance(layer, Dense) and layer.activation in ACTIVATIONS:
                variables = subject.variables[layer.name]
                x = ACTIVATIONS[layer.activation](x @ variables["kernel"] + variables["bias"])
            elif not isinstance(layer, Dropout):
                return None
            outputs[layer.name] = x
        loss = float(mean_loss(outputs[net.layers[-1].name], y, subject.recipe.loss))
    return Observation(loss, outputs, {}, {})
