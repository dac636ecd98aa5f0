"""A look at the untrained net without a compiler: dense nets, forwards, in NumPy."""

from __future__ import annotations

import numpy as np

from trainlab.activations import ACTIVATIONS
from trainlab.checks.chance import mean_loss
from trainlab.checks.observe import Observation
from trainlab.checks.subject import Subject
from trainlab.nets.layers import Dense, Dropout

EXAMPLES = 100
"""Training examples that are looked at: a mean over them is exact to a tenth of a deviation."""

MAX_MULTIPLICATIONS = 2_000_000
"""The check is skipped above this many multiplications per example: 20 ms for all examples on one core."""


def observe_in_numpy(subject: Subject) -> Observation | None:
    """Send some training examples through the untrained net, dropout off, without a way back.

    Args:
        subject: what is checked.

    Returns:
        The loss and the outputs by layer, without slopes; None for nets with other layers or activations than
        NumPy can do at once, and for large ones.
    """
    net, layers = subject.net, subject.net.layers
    if sum(layer.multiply_adds for layer in layers) > MAX_MULTIPLICATIONS:
        return None
    x, y = subject.examples(EXAMPLES)
    outputs: dict[str, np.ndarray] = {}
    with np.errstate(all="ignore"):
        for layer in layers:
            if isinstance(layer, Dense) and (activation := ACTIVATIONS[layer.activation].numpy):
                variables = subject.variables[layer.name]
                x = activation(x @ variables["kernel"] + variables["bias"])
            elif not isinstance(layer, Dropout):
                return None
            outputs[layer.name] = x
        loss = float(mean_loss(outputs[net.layers[-1].name], y, subject.recipe.loss, subject.huber_delta))
    return Observation(loss, outputs, {}, {})
